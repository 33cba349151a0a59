using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>
/// The layers that traffic crosses on Linux, in the kernel's order. Every one of them must permit. Which of them are enforced today, the
/// kernel-mode engine knows (<see cref="IKernelModeEngine.WhyNotClassified"/>). <c>docs/guides/15-explain.md</c> has the same table.
/// </summary>
public sealed class TrafficPath
{
    private const string LocalOut = "netfilter LOCAL_OUT";
    private const string LocalIn = "netfilter LOCAL_IN";
    private const string PreRouting = "netfilter PRE_ROUTING";
    private const string TcxIn = "tcx ingress";
    private const string TcxOut = "tcx egress";
    private const string CgroupIn = "cgroup ingress";
    private const string ConnectHook = "cgroup connect";

    private const string FirstPacket = "first packet";
    private const string Answer = "answer";

    private const string AfterTranslation = "after destination NAT of what this host sends, before source NAT";
    private const string BeforeDatagrams = "WFP shows a datagram at DATAGRAM_DATA before OUTBOUND_TRANSPORT, Linux after it";
    private const string Translated = "after source NAT, before it is fragmented";
    private const string Received = "fragment by fragment, before destination NAT";
    private const string Departing = "at the interface, because a filter of the layer limits: fragment by fragment, after source NAT";
    private const string Reassembled = "reassembled, after destination NAT";
    private const string Once = "a flow that was permitted here is asked again only when the layer's filters have changed; a block then ends it";

    private static readonly PathStep[] s_sent =
    [
        new("OUTBOUND_TRANSPORT", LocalOut, Remark: AfterTranslation) { Direction = Direction.Outbound, MovesToInterface = true },
        new("OUTBOUND_ICMP_ERROR", LocalOut, TrafficProtocols.IcmpErrors) { Direction = Direction.Outbound },
        new("DATAGRAM_DATA", LocalOut, TrafficProtocols.NotTcp, Remark: BeforeDatagrams) { Direction = Direction.Outbound },
        new("OUTBOUND_IPPACKET", "netfilter POST_ROUTING", Remark: Translated) { Direction = Direction.Outbound, MovesToInterface = true },
        new("OUTBOUND_MAC_FRAME_ETHERNET", TcxOut) { Direction = Direction.Outbound },
        new("OUTBOUND_MAC_FRAME_NATIVE", TcxOut) { Direction = Direction.Outbound },
    ];

    private static readonly PathStep[] s_received =
    [
        new("INBOUND_MAC_FRAME_NATIVE", TcxIn) { Direction = Direction.Inbound },
        new("INBOUND_MAC_FRAME_ETHERNET", TcxIn) { Direction = Direction.Inbound },
        new("INBOUND_IPPACKET", PreRouting, Remark: Received) { Direction = Direction.Inbound },
        new("INBOUND_TRANSPORT", LocalIn, Remark: Reassembled) { Direction = Direction.Inbound },
        new("INBOUND_ICMP_ERROR", LocalIn, TrafficProtocols.IcmpErrors) { Direction = Direction.Inbound },
    ];

    private static readonly PathStep s_receivedDatagram = new("DATAGRAM_DATA", LocalIn, TrafficProtocols.NotTcp) { Direction = Direction.Inbound };

    private TrafficPath(TrafficKind kind, string description, params ImmutableArray<PathStep> steps)
    {
        Kind = kind;
        Description = description;
        Steps = steps;
    }

    /// <summary>The whole table.</summary>
    public static ImmutableArray<TrafficPath> All { get; } =
    [
        new(TrafficKind.Outbound, "a packet that this host sends, of a flow that the ALE layers have authorised", [.. s_sent]),
        new(TrafficKind.Inbound, "a packet for this host, of a flow that the ALE layers have authorised", [.. s_received, s_receivedDatagram]),
        new(
            TrafficKind.Forward,
            "a packet that is routed from one interface to another",
            new("INBOUND_MAC_FRAME_NATIVE", TcxIn) { Direction = Direction.Inbound },
            new("INBOUND_MAC_FRAME_ETHERNET", TcxIn) { Direction = Direction.Inbound },
            new("INBOUND_IPPACKET", PreRouting, Remark: "it is not known here yet that the packet will be forwarded") { Direction = Direction.Inbound },
            new("IPFORWARD", "netfilter FORWARD", Remark: "after destination NAT, before source NAT"),
            new("OUTBOUND_MAC_FRAME_ETHERNET", TcxOut) { Direction = Direction.Outbound },
            new("OUTBOUND_MAC_FRAME_NATIVE", TcxOut) { Direction = Direction.Outbound }),
        new(
            TrafficKind.Connect,
            "a program connects: the call, the first packet out, and for TCP the answer",
            [
                new("ALE_RESOURCE_ASSIGNMENT", ConnectHook, Remark: "Linux chooses the port later, so that it is absent here unless the socket was bound"),
                new("ALE_CONNECT_REDIRECT", ConnectHook),
                new("ALE_AUTH_CONNECT", ConnectHook, Remark: Once) { Direction = Direction.Outbound },
                .. s_sent.Where(step => step.Protocols != TrafficProtocols.IcmpErrors).Select(step => step with { Packet = FirstPacket }),
                .. s_received.Where(step => step.Protocols == TrafficProtocols.All).Select(step => step with { Protocols = TrafficProtocols.Tcp, Packet = Answer }),
                new("ALE_FLOW_ESTABLISHED", "socket operations", Remark: "WFP shows a datagram here before it is sent") { Direction = Direction.Outbound },
            ]),
        new(
            TrafficKind.Listen,
            "a program listens for TCP connections",
            new PathStep("ALE_AUTH_LISTEN", "socket operations", TrafficProtocols.Tcp, Remark: "listen() itself succeeds; of a blocked listener the SYNs are dropped")),
        new(
            TrafficKind.Accept,
            "somebody connects to this host: the first packet in, and for TCP the answer",
            [
                .. s_received.Where(step => step.Protocols == TrafficProtocols.All).Select(step => step with { Packet = FirstPacket }),
                new("ALE_AUTH_RECV_ACCEPT", CgroupIn, Remark: Once) { Direction = Direction.Inbound },
                .. s_sent.Where(step => step.Protocols == TrafficProtocols.All).Select(step => step with { Protocols = TrafficProtocols.Tcp, Packet = Answer }),
                new("ALE_FLOW_ESTABLISHED", "socket operations") { Direction = Direction.Inbound },
                s_receivedDatagram with { Packet = FirstPacket },
            ]),
        new(
            TrafficKind.Bind,
            "a program binds a socket to an address and port",
            new("ALE_BIND_REDIRECT", "cgroup bind"),
            new("ALE_RESOURCE_ASSIGNMENT", "cgroup bind and post_bind")),
    ];

    /// <summary>What crosses these layers.</summary>
    public TrafficKind Kind { get; }

    /// <summary>What that is, in words.</summary>
    public string Description { get; }

    /// <summary>The steps, in the kernel's order, while no filter limits.</summary>
    public ImmutableArray<PathStep> Steps { get; }

    /// <summary>The path of a kind of traffic.</summary>
    public static TrafficPath Of(TrafficKind kind) => All.First(path => path.Kind == kind);

    /// <summary>The steps, in the kernel's order, where some layers have moved to the interface: they are met just before its frames.</summary>
    /// <param name="hasMoved">Whether the layer of a step that <see cref="PathStep.MovesToInterface"/> has.</param>
    internal IEnumerable<PathStep> StepsWith(Func<PathStep, bool> hasMoved)
    {
        List<PathStep> moved = [];
        foreach (var step in Steps)
        {
            if (step.MovesToInterface && hasMoved(step))
            {
                moved.Add(step with { Hook = TcxOut, Remark = Departing });
                continue;
            }

            if (step.Hook == TcxOut)
            {
                foreach (var one in moved)
                {
                    yield return one;
                }

                moved.Clear();
            }

            // Then Linux's order is WFP's.
            yield return step.Remark == BeforeDatagrams && moved.Count > 0 ? step with { Remark = "" } : step;
        }
    }
}
