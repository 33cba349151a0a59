using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Linux;

/// <summary>
/// The layers that packets meet on Linux, by slot and by their names alone: tools that only judge a policy need not load what <see cref="LayerTable"/> has
/// of eBPF.
/// </summary>
internal static class EnforcedLayers
{
    public static ImmutableArray<LayerId> All { get; } =
    [
        LayerId.InboundTransportV4, LayerId.InboundTransportV6, LayerId.OutboundTransportV4, LayerId.OutboundTransportV6,
        LayerId.IpForwardV4, LayerId.IpForwardV6,
        LayerId.InboundIcmpErrorV4, LayerId.InboundIcmpErrorV6, LayerId.OutboundIcmpErrorV4, LayerId.OutboundIcmpErrorV6,
        LayerId.DatagramDataV4, LayerId.DatagramDataV6,
        LayerId.InboundIpPacketV4, LayerId.InboundIpPacketV6, LayerId.OutboundIpPacketV4, LayerId.OutboundIpPacketV6,
        LayerId.InboundMacFrameEthernet, LayerId.OutboundMacFrameEthernet,
        LayerId.InboundTransportV4Discard, LayerId.InboundTransportV6Discard, LayerId.OutboundTransportV4Discard, LayerId.OutboundTransportV6Discard,
        LayerId.IpForwardV4Discard, LayerId.IpForwardV6Discard,
        LayerId.InboundIcmpErrorV4Discard, LayerId.InboundIcmpErrorV6Discard, LayerId.OutboundIcmpErrorV4Discard, LayerId.OutboundIcmpErrorV6Discard,
        LayerId.DatagramDataV4Discard, LayerId.DatagramDataV6Discard,
        LayerId.InboundIpPacketV4Discard, LayerId.InboundIpPacketV6Discard, LayerId.OutboundIpPacketV4Discard, LayerId.OutboundIpPacketV6Discard,
    ];
}
