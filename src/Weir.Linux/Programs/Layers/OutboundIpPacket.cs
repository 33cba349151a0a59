using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>OUTBOUND_IPPACKET at netfilter POST_ROUTING: what this host sends, not what it forwards.</summary>
internal readonly unsafe struct OutboundIpPacket<TVersion> : IPacketLayer
    where TVersion : struct, IInternetVersion
{
    public static byte Slot => TVersion.IsV6 ? (byte)(LayerSlot.OutboundIpPacket + 1) : LayerSlot.OutboundIpPacket;

    public static ushort Id => (ushort)(TVersion.IsV6 ? LayerId.OutboundIpPacketV6 : LayerId.OutboundIpPacketV4);

    public static bool IsV6 => TVersion.IsV6;

    public static bool TryReadHook(NetfilterContext* context, PacketFields* fields)
    {
        HookFields.ReadOutbound(context, fields, IsV6);
        return context->skb->skb_iif == 0;
    }

    public static bool TryExtract<TBytes>(ref TBytes bytes, PacketFields* fields)
        where TBytes : struct, IPacketBytes
    {
        TVersion.Extract(ref bytes, fields, outbound: true);
        return true;
    }
}
