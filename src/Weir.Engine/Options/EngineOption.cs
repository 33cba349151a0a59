namespace Weir.Engine;

/// <summary>
/// The options of the engine (WFP: <c>FWPM_ENGINE_OPTION</c>), for <see cref="Session.GetOption"/> and <see cref="Session.SetOption"/>.
/// They last as long as the engine.
/// </summary>
public static class EngineOption
{
    private const NetEventKeywords AllKeywords = NetEventKeywords.InboundMulticast | NetEventKeywords.InboundBroadcast
        | NetEventKeywords.CapabilityDrop | NetEventKeywords.CapabilityAllow | NetEventKeywords.ClassifyAllow
        | NetEventKeywords.PortScanningDrop;

    /// <summary>
    /// Whether net events are collected: true by default. Off, the log is empty, they can be neither enumerated nor subscribed to
    /// (<see cref="FwpError.NetEventsDisabled"/>), and subscriptions that exist are told of none.
    /// </summary>
    public static EngineOption<bool> CollectNetEvents { get; } = new(
        0,
        "COLLECT_NET_EVENTS",
        settings => settings.CollectNetEvents,
        (settings, value) => settings with { CollectNetEvents = value });

    /// <summary>Which net events are collected; none but the blocks that always are by default.</summary>
    public static EngineOption<NetEventKeywords> NetEventMatchAnyKeywords { get; } = new(
        1,
        "NET_EVENT_MATCH_ANY_KEYWORDS",
        settings => settings.NetEventKeywords,
        (settings, value) => settings with { NetEventKeywords = value })
    {
        FindProblem = value => (value & ~AllKeywords) == 0
            ? null
            : (FwpError.InvalidFlags, $"there are no keywords 0x{(uint)(value & ~AllKeywords):x}. Use those of {nameof(NetEventKeywords)}."),
    };

    /// <summary>Whether names of peers are kept to be shown with addresses. This engine resolves no names: false, and nothing else.</summary>
    public static EngineOption<bool> NameCache { get; } = Only(
        2, "NAME_CACHE", value: false, "the engine resolves no names. Look the addresses of events up where you show them.");

    /// <summary>Whether IPsec connections are monitored. This engine has no IPsec: false, and nothing else.</summary>
    public static EngineOption<bool> MonitorIpsecConnections { get; } = Only(
        3, "MONITOR_IPSEC_CONNECTIONS", value: false, "there is no IPsec in this engine. Use the kernel's own, 'ip xfrm monitor'.");

    /// <summary>Where packets wait before they are classified. On Linux nowhere: <see cref="Engine.PacketQueuing.None"/>, and nothing else.</summary>
    public static EngineOption<PacketQueuing> PacketQueuing { get; } = Only(
        4, "PACKET_QUEUING", Engine.PacketQueuing.None, "the kernel classifies each packet where it is. Use receive packet steering of the interface.");

    /// <summary>
    /// How long a transaction may hold the write lock before <see cref="FilterEngine.TransactionIsLong"/> tells of it; zero, the default,
    /// for never. It counts for transactions that begin later.
    /// </summary>
    public static EngineOption<TimeSpan> TransactionWatchdogTimeout { get; } = new(
        5,
        "TXN_WATCHDOG_TIMEOUT_IN_MSEC",
        settings => settings.TransactionWatchdogTimeout,
        (settings, value) => settings with { TransactionWatchdogTimeout = value })
    {
        FindProblem = value => value >= TimeSpan.Zero && value.TotalMilliseconds <= int.MaxValue
            ? null
            : (FwpError.OutOfBounds, "Use a time from 0 to 24 days."),
    };

    private static EngineOption<T> Only<T>(uint id, string name, T value, string reason) => new(
        id, name, read: _ => value, write: (settings, _) => settings)
    {
        FindProblem = asked => EqualityComparer<T>.Default.Equals(asked, value) ? null : (FwpError.InvalidParameter, reason),
    };
}
