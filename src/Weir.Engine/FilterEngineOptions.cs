namespace Weir.Engine;

/// <summary>How to make a <see cref="FilterEngine"/>.</summary>
public sealed record FilterEngineOptions
{
    /// <summary>
    /// The gid of a group whose members may do everything, as root may; null, the default, for none. It is a line of the engine's default
    /// security descriptor, so it counts as long as that has not been replaced by another.
    /// </summary>
    public uint? AdministratorsGroup { get; init; }

    /// <summary>
    /// Keeps persistent and boot-time objects; null, the default, for an <see cref="InMemoryPolicyStore"/> of the engine's own. It stays the
    /// caller's: disposing the engine does not dispose it, and the next engine can be given the same.
    /// </summary>
    public IPolicyStore? Store { get; init; }

    /// <summary>
    /// Whether a service is enabled, by <see cref="ProviderSpec.ServiceName"/>. Asked once for each such provider in the store when the
    /// engine starts: persistent filters of one whose service is not enabled are kept and not enforced (<see cref="FilterFlags.Disabled"/>).
    /// Null, the default, means that every service is.
    /// </summary>
    public Func<string, bool>? IsServiceEnabled { get; init; }

    /// <summary>
    /// When true the engine stays in its boot-time phase until <see cref="FilterEngine.EndBootTime"/> is called: boot-time filters are
    /// enforced, callouts can be registered, and no session can be opened. For a service that has to come up first. By default the phase
    /// ends before the constructor returns.
    /// </summary>
    public bool StartInBootTime { get; init; }

    /// <summary>
    /// When true, objects of the store that cannot be loaded are left out and listed in <see cref="FilterEngine.NotLoaded"/>. By default
    /// the engine does not start without them, because a block might be among them.
    /// </summary>
    public bool StartWithoutUnloadable { get; init; }

    /// <summary>
    /// How long a transaction may hold the write lock: an hour by default, as in WFP. One that takes longer is aborted, and calls in it fail
    /// with <see cref="FwpError.TxnAborted"/>. <see cref="Timeout.InfiniteTimeSpan"/> for no limit.
    /// </summary>
    public TimeSpan TransactionLimit { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How many net events the engine remembers for <see cref="Session.GetNetEvents"/>, from 1 to 1,000,000: the last 1,024 by default.
    /// </summary>
    public int NetEventLogLength { get; init; } = 1024;

    /// <summary>Gives the time; the system's clock by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
