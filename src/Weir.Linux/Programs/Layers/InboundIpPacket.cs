using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>INBOUND_IPPACKET at netfilter PRE_ROUTING, before fragments are reassembled.</summary>
internal readonly unsafe struct InboundIpPacket<TVersion> : IPacketLayer
    where TVersion : struct, IInternetVersion
{
    public static byte Slot => TVersion.IsV6 ? (byte)(LayerSlot.InboundIpPacket + 1) : LayerSlot.InboundIpPacket;

    public static ushort Id => (ushort)(TVersion.IsV6 ? LayerId.InboundIpPacketV6 : LayerId.InboundIpPacketV4);

    public static bool IsV6 => TVersion.IsV6;

    public static bool TryReadHook(NetfilterContext* context, PacketFields* fields)
    {
        HookFields.ReadInbound(context, fields, IsV6);
        return true;
    }

    public static bool TryExtract<TBytes>(ref TBytes bytes, PacketFields* fields)
        where TBytes : struct, IPacketBytes
    {
        TVersion.Extract(ref bytes, fields, outbound: false);
        return true;
    }
}
