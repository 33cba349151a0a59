using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>DATAGRAM_DATA at netfilter LOCAL_IN and LOCAL_OUT: what is not TCP.</summary>
internal readonly unsafe struct DatagramData<TVersion> : IPacketLayer
    where TVersion : struct, IInternetVersion
{
    public static byte Slot => TVersion.IsV6 ? (byte)(LayerSlot.DatagramData + 1) : LayerSlot.DatagramData;

    public static ushort Id => (ushort)(TVersion.IsV6 ? LayerId.DatagramDataV6 : LayerId.DatagramDataV4);

    public static bool IsV6 => TVersion.IsV6;

    public static bool TryReadHook(NetfilterContext* context, PacketFields* fields)
    {
        if (context->state->hook == HookFields.LocalOut)
        {
            // Extract takes the destination for the local end, until the ends are turned around.
            HookFields.ReadOutbound(context, fields, IsV6);
            fields->Values.LocalAddressType = fields->Values.DestinationAddressType;
            fields->Values.DestinationAddressType = 0;
        }
        else
        {
            HookFields.ReadInbound(context, fields, IsV6);
        }

        return true;
    }

    public static bool TryExtract<TBytes>(ref TBytes bytes, PacketFields* fields)
        where TBytes : struct, IPacketBytes
    {
        TVersion.Extract(ref bytes, fields, outbound: false);
        DatagramEnds.Orient(fields);
        return fields->Values.Protocol != InternetProtocol.Tcp;
    }
}
