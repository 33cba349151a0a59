using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>IPFORWARD at netfilter FORWARD: source and destination stand where other layers have local and remote.</summary>
internal readonly unsafe struct IpForward<TVersion> : IPacketLayer
    where TVersion : struct, IInternetVersion
{
    public static byte Slot => TVersion.IsV6 ? (byte)(LayerSlot.IpForward + 1) : LayerSlot.IpForward;

    public static ushort Id => (ushort)(TVersion.IsV6 ? LayerId.IpForwardV6 : LayerId.IpForwardV4);

    public static bool IsV6 => TVersion.IsV6;

    public static bool TryReadHook(NetfilterContext* context, PacketFields* fields)
    {
        InterfaceFields.Read(context->state->@in, fields);
        net_device* leaves = context->state->@out;
        if (leaves != null)
        {
            fields->Values.DestinationInterfaceIndex = (uint)leaves->ifindex;
            fields->Values.Present |= IncomingFields.DestinationInterfaceIndex;
        }

        if (!IsV6 && AddressType.IsRoutedAsBroadcast(context->skb))
        {
            fields->Values.DestinationAddressType = AddressType.BroadcastRoute;
        }

        return true;
    }

    public static bool TryExtract<TBytes>(ref TBytes bytes, PacketFields* fields)
        where TBytes : struct, IPacketBytes
    {
        TVersion.Extract(ref bytes, fields, outbound: true);
        return true;
    }
}
