using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>OUTBOUND_TRANSPORT at netfilter LOCAL_OUT.</summary>
internal readonly unsafe struct OutboundTransport<TVersion> : IPacketLayer
    where TVersion : struct, IInternetVersion
{
    public static byte Slot => TVersion.IsV6 ? (byte)(LayerSlot.OutboundTransport + 1) : LayerSlot.OutboundTransport;

    public static ushort Id => (ushort)(TVersion.IsV6 ? LayerId.OutboundTransportV6 : LayerId.OutboundTransportV4);

    public static bool IsV6 => TVersion.IsV6;

    public static bool TryReadHook(NetfilterContext* context, PacketFields* fields)
    {
        HookFields.ReadOutbound(context, fields, IsV6);
        return true;
    }

    public static bool TryExtract<TBytes>(ref TBytes bytes, PacketFields* fields)
        where TBytes : struct, IPacketBytes
    {
        TVersion.Extract(ref bytes, fields, outbound: true);
        return true;
    }
}
