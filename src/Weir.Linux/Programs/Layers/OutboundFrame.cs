using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>OUTBOUND_MAC_FRAME_ETHERNET at the egress hook of traffic control.</summary>
internal readonly struct OutboundFrame : IFrameLayer
{
    public static byte Slot => LayerSlot.OutboundFrame;

    public static ushort Id => (ushort)LayerId.OutboundMacFrameEthernet;

    public static bool IsOutbound => true;
}
