using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>OUTBOUND_ICMP_ERROR at netfilter LOCAL_OUT.</summary>
internal readonly unsafe struct OutboundIcmpError<TVersion> : IPacketLayer
    where TVersion : struct, IInternetVersion
{
    public static byte Slot => TVersion.IsV6 ? (byte)(LayerSlot.OutboundIcmpError + 1) : LayerSlot.OutboundIcmpError;

    public static ushort Id => (ushort)(TVersion.IsV6 ? LayerId.OutboundIcmpErrorV6 : LayerId.OutboundIcmpErrorV4);

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
        return IcmpErrors.Is(fields, TVersion.IsV6 ? 1u : 0u) != 0;
    }
}
