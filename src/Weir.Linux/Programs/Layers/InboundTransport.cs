using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>INBOUND_TRANSPORT at netfilter LOCAL_IN.</summary>
internal readonly unsafe struct InboundTransport<TVersion> : IPacketLayer
    where TVersion : struct, IInternetVersion
{
    public static byte Slot => TVersion.IsV6 ? (byte)(LayerSlot.InboundTransport + 1) : LayerSlot.InboundTransport;

    public static ushort Id => (ushort)(TVersion.IsV6 ? LayerId.InboundTransportV6 : LayerId.InboundTransportV4);

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
