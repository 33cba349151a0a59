using System.Collections.Immutable;
using System.Reflection;
using Weir.Bpf;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>The layers that programs classify at, and the hooks where they stand.</summary>
internal static class LayerTable
{
    // Where packets meet several layers at a hook: WFP's order.
    private const int IcmpErrorOrder = 1;
    private const int DatagramOrder = 2;

    // Before reassembly (-400) and connection tracking; and behind source NAT (100).
    private const int BeforeReassembly = -450;
    private const int BehindSourceTranslation = 200;

    /// <summary>By slot.</summary>
    public static ImmutableArray<PacketLayer> Rows { get; } =
    [
        V4<InboundTransport<InternetVersion4>>("in4", LocalIn(NetfilterFamily.IPv4)) with { Direction = Direction.Inbound, IsAlwaysAttached = true },
        V6<InboundTransport<InternetVersion6>>("in6", LocalIn(NetfilterFamily.IPv6)) with { Direction = Direction.Inbound, IsAlwaysAttached = true },
        V4<OutboundTransport<InternetVersion4>>("out4", LocalOut(NetfilterFamily.IPv4)) with { Direction = Direction.Outbound, IsAlwaysAttached = true, Action = AtInterfaces<OutboundTransport<InternetVersion4>>() },
        V6<OutboundTransport<InternetVersion6>>("out6", LocalOut(NetfilterFamily.IPv6)) with { Direction = Direction.Outbound, IsAlwaysAttached = true, Action = AtInterfaces<OutboundTransport<InternetVersion6>>() },
        V4<IpForward<InternetVersion4>>("fwd4", new NetfilterPacketHook(NetfilterFamily.IPv4, NetfilterHook.Forward)),
        V6<IpForward<InternetVersion6>>("fwd6", new NetfilterPacketHook(NetfilterFamily.IPv6, NetfilterHook.Forward)),
        V4<InboundIcmpError<InternetVersion4>>("err_in4", LocalIn(NetfilterFamily.IPv4, IcmpErrorOrder)) with { Direction = Direction.Inbound },
        V6<InboundIcmpError<InternetVersion6>>("err_in6", LocalIn(NetfilterFamily.IPv6, IcmpErrorOrder)) with { Direction = Direction.Inbound },
        V4<OutboundIcmpError<InternetVersion4>>("err_out4", LocalOut(NetfilterFamily.IPv4, IcmpErrorOrder)) with { Direction = Direction.Outbound },
        V6<OutboundIcmpError<InternetVersion6>>("err_out6", LocalOut(NetfilterFamily.IPv6, IcmpErrorOrder)) with { Direction = Direction.Outbound },
        V4<DatagramData<InternetVersion4>>("dgram4", LocalIn(NetfilterFamily.IPv4, DatagramOrder), LocalOut(NetfilterFamily.IPv4, DatagramOrder)),
        V6<DatagramData<InternetVersion6>>("dgram6", LocalIn(NetfilterFamily.IPv6, DatagramOrder), LocalOut(NetfilterFamily.IPv6, DatagramOrder)),
        V4<InboundIpPacket<InternetVersion4>>("ip_in4", Arrival(NetfilterFamily.IPv4)) with { Direction = Direction.Inbound },
        V6<InboundIpPacket<InternetVersion6>>("ip_in6", Arrival(NetfilterFamily.IPv6)) with { Direction = Direction.Inbound },
        V4<OutboundIpPacket<InternetVersion4>>("ip_out4", Departure(NetfilterFamily.IPv4)) with { Direction = Direction.Outbound, Action = AtInterfaces<OutboundIpPacket<InternetVersion4>>() },
        V6<OutboundIpPacket<InternetVersion6>>("ip_out6", Departure(NetfilterFamily.IPv6)) with { Direction = Direction.Outbound, Action = AtInterfaces<OutboundIpPacket<InternetVersion6>>() },
        Frame<InboundFrame>("frame_in", Direction.Inbound),
        Frame<OutboundFrame>("frame_out", Direction.Outbound),
        Drops<InboundTransportDiscard<InternetVersion4>>("in4_x", Direction.Inbound, Answer(NetfilterFamily.IPv4)),
        Drops<InboundTransportDiscard<InternetVersion6>>("in6_x", Direction.Inbound, Answer(NetfilterFamily.IPv6)),
        Discard<Discard<OutboundTransport<InternetVersion4>>>("out4_x", Direction.Outbound) with { Action = OfDiscarded<Discard<OutboundTransport<InternetVersion4>>>() },
        Discard<Discard<OutboundTransport<InternetVersion6>>>("out6_x", Direction.Outbound) with { Action = OfDiscarded<Discard<OutboundTransport<InternetVersion6>>>() },
        Discard<Discard<IpForward<InternetVersion4>>>("fwd4_x"),
        Discard<Discard<IpForward<InternetVersion6>>>("fwd6_x"),
        Discard<Discard<InboundIcmpError<InternetVersion4>>>("err_in4_x", Direction.Inbound),
        Discard<Discard<InboundIcmpError<InternetVersion6>>>("err_in6_x", Direction.Inbound),
        Discard<Discard<OutboundIcmpError<InternetVersion4>>>("err_out4_x", Direction.Outbound),
        Discard<Discard<OutboundIcmpError<InternetVersion6>>>("err_out6_x", Direction.Outbound),
        Discard<Discard<DatagramData<InternetVersion4>>>("dgram4_x"),
        Discard<Discard<DatagramData<InternetVersion6>>>("dgram6_x"),
        Drops<InboundIpPacketDiscard<InternetVersion4>>("ip_in4_x", Direction.Inbound, Answer(NetfilterFamily.IPv4, order: 1)),
        Drops<InboundIpPacketDiscard<InternetVersion6>>("ip_in6_x", Direction.Inbound, Answer(NetfilterFamily.IPv6, order: 1)),
        Discard<Discard<OutboundIpPacket<InternetVersion4>>>("ip_out4_x", Direction.Outbound) with { Action = OfDiscarded<Discard<OutboundIpPacket<InternetVersion4>>>() },
        Discard<Discard<OutboundIpPacket<InternetVersion6>>>("ip_out6_x", Direction.Outbound) with { Action = OfDiscarded<Discard<OutboundIpPacket<InternetVersion6>>>() },
    ];

    /// <summary>The layers that the programs classify at, by slot.</summary>
    public static IReadOnlyList<LayerId> Layers { get; } = [.. Rows.Select(row => row.Id)];

    /// <summary>The slot of a layer, or null when no program classifies there.</summary>
    public static uint? Find(LayerId layer)
    {
        foreach (PacketLayer row in Rows)
        {
            if (row.Id == layer)
            {
                return row.Slot;
            }
        }

        return null;
    }

    /// <summary>The slot of a layer where a program classifies.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No program does.</exception>
    public static uint Of(LayerId layer) =>
        Find(layer) ?? throw new ArgumentOutOfRangeException(nameof(layer), layer, "The Linux engine does not classify at this layer.");

    /// <summary>The row of a layer where a program classifies.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No program does.</exception>
    public static PacketLayer RowOf(LayerId layer) => Rows[(int)Of(layer)];

    public static LayerId LayerAt(uint slot) => Rows[(int)slot].Id;

    // IPv6 fragments reach LOCAL_IN one by one unless some link of the namespace asks for reassembly.
    private static NetfilterPacketHook LocalIn(NetfilterFamily family, int order = 0) =>
        new(family, NetfilterHook.LocalIn, order, family == NetfilterFamily.IPv6 ? NetfilterLinkFlags.Defragment : NetfilterLinkFlags.None);

    private static NetfilterPacketHook LocalOut(NetfilterFamily family, int order = 0) => new(family, NetfilterHook.LocalOut, order);

    private static NetfilterPacketHook Arrival(NetfilterFamily family) => new(family, NetfilterHook.PreRouting) { FixedPriority = BeforeReassembly };

    /// <summary>Before anything else sees the kernel's answer, or translates its addresses: what a block suppresses was never sent.</summary>
    private static NetfilterPacketHook Answer(NetfilterFamily family, int order = 0) =>
        new(family, NetfilterHook.LocalOut) { FixedPriority = BeforeReassembly + order };

    private static NetfilterPacketHook Departure(NetfilterFamily family) => new(family, NetfilterHook.PostRouting) { FixedPriority = BehindSourceTranslation };

    private static unsafe PacketLayer V4<TLayer>(string name, params ImmutableArray<PacketHook> hooks)
        where TLayer : struct, IPacketLayer =>
        new(
            TLayer.Slot, (LayerId)TLayer.Id, name, Of<TLayer>(nameof(PacketPrograms.Stub)), Of<TLayer>(nameof(PacketPrograms.Classify)), Read<TLayer>, hooks);

    private static PacketLayer V6<TLayer>(string name, params ImmutableArray<PacketHook> hooks)
        where TLayer : struct, IPacketLayer => V4<TLayer>(name, hooks) with { IsV6 = true };

    private static unsafe PacketLayer Discard<TLayer>(string name, Direction? direction = null, params ImmutableArray<PacketHook> hooks)
        where TLayer : struct, IDiscardLayer => V4<TLayer>(name, hooks) with
        {
            Program = typeof(DiscardPrograms).GetMethod(nameof(DiscardPrograms.Classify))!.MakeGenericMethod(typeof(TLayer)),
            IsV6 = TLayer.IsV6,
            IsDiscard = true,
            Direction = direction,
        };

    private static ActionPlacement AtInterfaces<TLayer>()
        where TLayer : struct, IPacketLayer =>
        new(OfAction<TLayer>(nameof(ActionPrograms.Stub)), OfAction<TLayer>(nameof(ActionPrograms.Classify)));

    private static ActionPlacement OfDiscarded<TLayer>()
        where TLayer : struct, IPacketLayer => new(Stub: null, OfAction<TLayer>(nameof(ActionPrograms.ClassifyDiscarded)));

    private static MethodInfo OfAction<TLayer>(string program)
        where TLayer : struct, IPacketLayer => typeof(ActionPrograms).GetMethod(program)!.MakeGenericMethod(typeof(TLayer));

    private static unsafe PacketLayer Drops<TLayer>(string name, Direction direction, PacketHook answers)
        where TLayer : struct, IKernelDropLayer
    {
        static MethodInfo Of(string program) => typeof(KernelDropPrograms).GetMethod(program)!.MakeGenericMethod(typeof(TLayer));
        return Discard<TLayer>(name, direction, answers) with { KernelDrops = (Of(nameof(KernelDropPrograms.Stub)), Of(nameof(KernelDropPrograms.Classify))) };
    }

    private static unsafe PacketLayer Frame<TLayer>(string name, Direction direction)
        where TLayer : struct, IFrameLayer
    {
        static MethodInfo Of(string program) => typeof(FramePrograms).GetMethod(program)!.MakeGenericMethod(typeof(TLayer));
        InterfacePacketHook hook = new(direction == Direction.Inbound ? TcxDirection.Ingress : TcxDirection.Egress);
        return new PacketLayer(TLayer.Slot, (LayerId)TLayer.Id, name, Of(nameof(FramePrograms.Stub)), Of(nameof(FramePrograms.Classify)), ReadNone, [hook])
        {
            Direction = direction,
            IsAtInterfaces = true,
        };
    }

    /// <summary>What begins at its network header is no frame.</summary>
    private static unsafe bool ReadNone(ReadOnlyMemory<byte> packet, PacketFields* fields) => false;

    private static unsafe bool Read<TLayer>(ReadOnlyMemory<byte> packet, PacketFields* fields)
        where TLayer : struct, IPacketLayer
    {
        MemoryBytes bytes = new(packet);
        return TLayer.TryExtract(ref bytes, fields);
    }

    private static MethodInfo Of<TLayer>(string program)
        where TLayer : struct, IPacketLayer => typeof(PacketPrograms).GetMethod(program)!.MakeGenericMethod(typeof(TLayer));
}
