namespace Weir.Engine;

/// <summary>Which sessions to list: those that fit everything that is set.</summary>
public sealed record SessionTemplate
{
    /// <summary>The process that they are for; null for any.</summary>
    public int? ProcessId { get; init; }

    /// <summary>The uid of their caller; null for any. Sessions without a caller fit no uid.</summary>
    public uint? UserId { get; init; }

    /// <summary>Dynamic ones, or others; null for both.</summary>
    public bool? IsDynamic { get; init; }

    internal bool Fits(SessionInfo session) =>
        (ProcessId is null || session.ProcessId == ProcessId)
        && (UserId is null || session.Caller?.UserId == UserId)
        && (IsDynamic is null || session.IsDynamic == IsDynamic);
}
