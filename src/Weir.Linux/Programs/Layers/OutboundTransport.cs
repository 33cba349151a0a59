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

    public static bool TryExtract(NetfilterContext* context, ref NetfilterBytes bytes, PacketFields* fields)
    {
        fields->Values.Direction = PacketDirection.Outbound;
        fields->Values.Present = IncomingFields.Direction;
        InterfaceFields.Read(context->state->@out, fields);
        TVersion.Extract(ref bytes, fields, outbound: true);
        return true;
    }
}
