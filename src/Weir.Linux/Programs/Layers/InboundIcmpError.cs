using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>INBOUND_ICMP_ERROR at netfilter LOCAL_IN.</summary>
internal readonly unsafe struct InboundIcmpError<TVersion> : IPacketLayer
    where TVersion : struct, IInternetVersion
{
    public static byte Slot => TVersion.IsV6 ? (byte)(LayerSlot.InboundIcmpError + 1) : LayerSlot.InboundIcmpError;

    public static ushort Id => (ushort)(TVersion.IsV6 ? LayerId.InboundIcmpErrorV6 : LayerId.InboundIcmpErrorV4);

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
        if (IcmpErrors.Is(fields, TVersion.IsV6 ? 1u : 0u) == 0)
        {
            return false;
        }

        TVersion.ExtractEmbedded(ref bytes, fields);
        return true;
    }
}
