namespace Weir.Linux;

/// <summary>Where a <see cref="LinuxEngine"/> enforces and how.</summary>
public sealed record LinuxEngineOptions
{
    /// <summary>
    /// The network namespace whose traffic is classified; null is the namespace of the calling thread. The engine does not own
    /// it: it may be disposed once the engine is open.
    /// </summary>
    public NetworkNamespace? NetworkNamespace { get; init; }

    /// <summary>
    /// Where the programs stand among netfilter's hooks at LOCAL_IN and LOCAL_OUT, lower first. The default runs after connection
    /// tracking, destination NAT and the filter chains of nftables and iptables (priority 0), so that a packet which they drop is
    /// not counted here, and the remote address of an outbound packet is the one that NAT has put in. The two numbers above are taken too:
    /// engines in one namespace must be three apart. Layers that have one place only take a priority of their own there, whatever is said here.
    /// </summary>
    public int NetfilterPriority { get; init; } = 50;

    /// <summary>
    /// A directory of a bpf file system, usually below <c>/sys/fs/bpf</c>, in which the engine pins its hooks: then they go on enforcing the
    /// last policy when the engine is disposed or its process dies, until <see cref="PinnedEnforcement.Remove"/>. An engine that is opened
    /// with the directory of such an enforcement adopts it: the policy that is found stays in force until the first commit, which replaces
    /// it without a gap. Null, the default, pins nothing.
    /// </summary>
    public string? PinDirectory { get; init; }

    /// <summary>
    /// True shows the kernel's own drops at INBOUND_IPPACKET_DISCARD and INBOUND_TRANSPORT_DISCARD, while these have filters: packets that this
    /// network namespace has received and the kernel has dropped, for a wrong checksum or a full receive buffer. Filters count them and make events,
    /// and change nothing. The program stands at a tracepoint (<c>kfree_skb</c>) that tells of the whole machine, so every drop on the
    /// machine costs it a look. False, the default, leaves it away. Not with <see cref="PinDirectory"/>.
    /// </summary>
    public bool ShowKernelDrops { get; init; }

    /// <summary>True makes a net event of each permitted packet too, not only of blocked ones.</summary>
    public bool ReportPermits { get; init; }

    /// <summary>
    /// The most net events a second, of all layers together, that the kernel hands over in the long run; what is beyond is left out and counted
    /// (<see cref="LayerCounters.LeftOutEvents"/>), so that a flood of blocked packets is none of events. 10,000 by default; 0 is no limit.
    /// </summary>
    public uint EventsPerSecond { get; init; } = 10_000;

    /// <summary>
    /// How many net events may come at once, after a pause, before <see cref="EventsPerSecond"/> limits them; at least 1. 4,096 by default, which
    /// the ring that events come through has room for.
    /// </summary>
    public uint EventBurst { get; init; } = 4_096;

    /// <summary>
    /// Hands over one of so many net events on average, drawn by lot, and of those no more than <see cref="EventsPerSecond"/>. 1, the default, and 0
    /// are all.
    /// </summary>
    public uint EventSampling { get; init; } = 1;
}
