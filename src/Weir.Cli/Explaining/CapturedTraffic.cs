using System.Collections.Immutable;
using Weir.Captures;
using Weir.Cli.Replaying;
using Weir.Engine;
using Weir.Linux;
using Weir.Policy;

namespace Weir.Cli.Explaining;

/// <summary>A packet of a capture as traffic.</summary>
internal static class CapturedTraffic
{
    /// <summary>The layers that every packet of one direction meets.</summary>
    private static readonly string[] s_layers =
    [
        "inbound-mac-frame-ethernet", "inbound-ippacket", "inbound-transport", "outbound-transport", "outbound-ippacket", "outbound-mac-frame-ethernet",
    ];

    /// <summary>Finds a packet and the ways that it goes: a packet that a host sends to itself goes out and comes in.</summary>
    /// <exception cref="UsageException">There is no such packet, or it is none that can be explained.</exception>
    public static ImmutableArray<SeenTraffic> Read(ExplainOptions options)
    {
        HostAddresses host = new(options.Local);
        ImmutableArray<Layer> layers = options.Layer is { } name ? LayersOf(name) : [];
        long count = 0;
        foreach (CapturedFrame frame in CaptureFile.Read(options.CapturePath!))
        {
            count = frame.Number;
            bool isPacket = InternetPacket.TryFind(frame, out InternetPacket? packet, out string? instead);

            // Without --local the first packet says whose traffic it is, so those before the wanted one are looked at, too.
            ImmutableArray<Direction> ways = isPacket ? host.WaysOf(packet!) : [];
            if (frame.Number != options.Packet)
            {
                continue;
            }

            if (!isPacket)
            {
                throw new UsageException($"frame {frame.Number} of {options.CapturePath} has no IP packet: {instead}");
            }

            if (ways.IsEmpty && layers.IsEmpty)
            {
                throw new UsageException($"neither end of packet {frame.Number} is this host's: say --local ADDRESS, or --layer NAME");
            }

            return [.. Ways(packet!, ways, layers).Select(way => Describe(frame, packet!, way.Direction, way.Layer, options))];
        }

        throw new UsageException($"{options.CapturePath} has {count} frames, and so no packet {options.Packet}");
    }

    private static IEnumerable<(Direction Direction, Layer? Layer)> Ways(InternetPacket packet, ImmutableArray<Direction> ways, ImmutableArray<Layer> layers)
    {
        Layer? only = layers.FirstOrDefault(layer => layer.IPVersion is null || layer.IPVersion == (packet.IsV6 ? 6 : 4));
        if (layers.IsEmpty)
        {
            return ways.Select(way => (way, (Layer?)null));
        }

        return only is null
            ? throw new UsageException($"the packet is {(packet.IsV6 ? "IPv6" : "IPv4")}, which {PolicyLayers.NameOf(layers[0])} does not see")
            : [(only.Family.StartsWith("INBOUND_", StringComparison.Ordinal) ? Direction.Inbound : Direction.Outbound, only)];
    }

    private static SeenTraffic Describe(CapturedFrame frame, InternetPacket packet, Direction direction, Layer? only, ExplainOptions options)
    {
        LayerId layer = (direction, packet.IsV6) switch
        {
            (Direction.Outbound, false) => LayerId.OutboundTransportV4,
            (Direction.Outbound, true) => LayerId.OutboundTransportV6,
            (_, false) => LayerId.InboundTransportV4,
            _ => LayerId.InboundTransportV6,
        };
        TransportPacket transport = TransportPacket.Parse(packet.Bytes, layer, CaptureInterface.Index);
        ImmutableDictionary<FieldKey, FilterValue>.Builder values = ImmutableDictionary.CreateBuilder<FieldKey, FilterValue>();
        values.AddRange(transport.Values);
        if (frame.LinkType == LinkType.Ethernet)
        {
            AddMissing(values, EthernetFrame.Parse(frame.Bytes, direction == Direction.Inbound ? LayerId.InboundMacFrameEthernet : LayerId.OutboundMacFrameEthernet).Values);
        }

        if (direction == Direction.Inbound
            && TransportPacket.TryParse(packet.Bytes, packet.IsV6 ? LayerId.InboundIcmpErrorV6 : LayerId.InboundIcmpErrorV4, out TransportPacket? error))
        {
            AddMissing(values, error.Values);
        }

        if (options.Interface is null)
        {
            values.Remove(Fields.InterfaceIndex);
        }

        Traffic traffic = new()
        {
            Kind = direction == Direction.Inbound ? TrafficKind.Inbound : TrafficKind.Outbound,
            IPVersion = packet.IsV6 ? 6 : 4,
            Values = values.ToImmutable(),
            OnlyLayer = only,
        };
        return new SeenTraffic(traffic, transport.Bytes, transport.Metadata);
    }

    /// <summary>What is known from one layer goes before what the next one adds.</summary>
    private static void AddMissing(ImmutableDictionary<FieldKey, FilterValue>.Builder values, FieldValues added)
    {
        foreach ((FieldKey field, FilterValue value) in added)
        {
            values.TryAdd(field, value);
        }
    }

    private static ImmutableArray<Layer> LayersOf(string name)
    {
        ImmutableArray<Layer> layers = PolicyLayers.Find(name);
        return !layers.IsEmpty && layers.All(s_layers.SelectMany(known => PolicyLayers.Find(known)).Contains)
            ? layers
            : throw new UsageException(
                $"a packet of a capture is explained on its whole path without --layer, or at one of {string.Join(", ", s_layers)}; not at '{name}'");
    }
}
