namespace Weir.Engine;

/// <summary>An open session, as others see it (WFP: <c>FWPM_SESSION</c>).</summary>
public sealed record SessionInfo
{
    /// <summary>Its key.</summary>
    public required Guid Key { get; init; }

    /// <summary>Name for people; may be empty.</summary>
    public required string Name { get; init; }

    /// <summary>Longer text for people; may be empty.</summary>
    public required string Description { get; init; }

    /// <summary>Whether everything that it adds goes when it ends.</summary>
    public required bool IsDynamic { get; init; }

    /// <summary>Who is calling; null for the process that owns the engine.</summary>
    public required AccessToken? Caller { get; init; }

    /// <summary>The process that it is for, or null when its opener did not say.</summary>
    public required int? ProcessId { get; init; }

    /// <summary>How long its calls wait for another session's write transaction.</summary>
    public required TimeSpan TransactionWaitTimeout { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Since when it has held the write lock by a transaction, or null when it has none that can write.</summary>
    public required DateTimeOffset? WritingSince { get; init; }
}
