using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>INBOUND_MAC_FRAME_ETHERNET at the ingress hook of traffic control.</summary>
internal readonly struct InboundFrame : IFrameLayer
{
    public static byte Slot => LayerSlot.InboundFrame;

    public static ushort Id => (ushort)LayerId.InboundMacFrameEthernet;

    public static bool IsOutbound => false;
}
