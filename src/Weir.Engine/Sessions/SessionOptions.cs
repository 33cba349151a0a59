namespace Weir.Engine;

/// <summary>How to open a session.</summary>
public sealed record SessionOptions
{
    /// <summary>Unique key among the open sessions; the default, all zero, lets the engine make one.</summary>
    public Guid Key { get; init; }

    /// <summary>Name for people.</summary>
    public string Name { get; init; } = "";

    /// <summary>Longer text for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>When true, everything the session adds is dynamic: deleted when the session ends.</summary>
    public bool Dynamic { get; init; }

    /// <summary>
    /// Who is calling: the session may do what security descriptors allow this user and these groups. Null, the default, means the
    /// process that owns the engine, which may do everything; a service that acts for others names them here.
    /// </summary>
    public AccessToken? Caller { get; init; }

    /// <summary>The process that the session is for, as its opener says; null when it does not say.</summary>
    public int? ProcessId { get; init; }

    /// <summary>How long a call waits for another session's write transaction. Zero means the default of 15 seconds.</summary>
    public TimeSpan TransactionWaitTimeout { get; init; }
}
