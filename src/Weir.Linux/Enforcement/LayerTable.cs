using System.Collections.Immutable;
using System.Reflection;
using Weir.Bpf;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>The layers that programs classify at, and the hooks where they stand.</summary>
internal static class LayerTable
{
    // IPv6 fragments reach LOCAL_IN one by one unless some link of the namespace asks for reassembly.
    private const NetfilterLinkFlags Whole = NetfilterLinkFlags.Defragment;

    /// <summary>By slot.</summary>
    public static ImmutableArray<PacketLayer> Rows { get; } =
    [
        V4<InboundTransport<InternetVersion4>>("in4", new NetfilterPacketHook(NetfilterFamily.IPv4, NetfilterHook.LocalIn)) with
        {
            Direction = Direction.Inbound, IsAlwaysAttached = true,
        },
        V6<InboundTransport<InternetVersion6>>("in6", new NetfilterPacketHook(NetfilterFamily.IPv6, NetfilterHook.LocalIn, Flags: Whole)) with
        {
            Direction = Direction.Inbound, IsAlwaysAttached = true,
        },
        V4<OutboundTransport<InternetVersion4>>("out4", new NetfilterPacketHook(NetfilterFamily.IPv4, NetfilterHook.LocalOut)) with
        {
            Direction = Direction.Outbound, IsAlwaysAttached = true,
        },
        V6<OutboundTransport<InternetVersion6>>("out6", new NetfilterPacketHook(NetfilterFamily.IPv6, NetfilterHook.LocalOut)) with
        {
            Direction = Direction.Outbound, IsAlwaysAttached = true,
        },
        Frame<InboundFrame>("frame_in", Direction.Inbound),
        Frame<OutboundFrame>("frame_out", Direction.Outbound),
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

    private static PacketLayer V4<TLayer>(string name, params ImmutableArray<PacketHook> hooks)
        where TLayer : struct, IPacketLayer =>
        new(TLayer.Slot, (LayerId)TLayer.Id, name, Of<TLayer>(nameof(PacketPrograms.Stub)), Of<TLayer>(nameof(PacketPrograms.Classify)), hooks);

    private static PacketLayer V6<TLayer>(string name, params ImmutableArray<PacketHook> hooks)
        where TLayer : struct, IPacketLayer => V4<TLayer>(name, hooks) with { IsV6 = true };

    private static PacketLayer Frame<TLayer>(string name, Direction direction)
        where TLayer : struct, IFrameLayer
    {
        static MethodInfo Of(string program) => typeof(FramePrograms).GetMethod(program)!.MakeGenericMethod(typeof(TLayer));
        InterfacePacketHook hook = new(direction == Direction.Inbound ? TcxDirection.Ingress : TcxDirection.Egress);
        return new PacketLayer(TLayer.Slot, (LayerId)TLayer.Id, name, Of(nameof(FramePrograms.Stub)), Of(nameof(FramePrograms.Classify)), [hook])
        {
            Direction = direction,
            IsAtInterfaces = true,
        };
    }

    private static MethodInfo Of<TLayer>(string program)
        where TLayer : struct, IPacketLayer => typeof(PacketPrograms).GetMethod(program)!.MakeGenericMethod(typeof(TLayer));
}
