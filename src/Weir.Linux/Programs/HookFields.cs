using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>What a netfilter hook tells of a packet beside its bytes.</summary>
internal static unsafe class HookFields
{
    /// <summary>NF_INET_LOCAL_OUT of linux/netfilter.h.</summary>
    public const byte LocalOut = 3;

    public static void ReadInbound(NetfilterContext* context, PacketFields* fields, bool isV6)
    {
        fields->Values.Direction = PacketDirection.Inbound;
        fields->Values.Present = IncomingFields.Direction;
        if (!isV6 && AddressType.IsRoutedAsBroadcast(context->skb))
        {
            fields->Values.LocalAddressType = AddressType.BroadcastRoute;
        }

        InterfaceFields.Read(context->state->@in, fields);
    }

    public static void ReadOutbound(NetfilterContext* context, PacketFields* fields, bool isV6) =>
        Read(context->skb, context->state->@out, fields, isV6);

    /// <summary>The same as <see cref="ReadOutbound"/> where the packet is handed to its interface.</summary>
    public static void ReadDeparting(TrafficControlContext* context, PacketFields* fields, bool isV6)
    {
        sk_buff* buffer = KernelFunctions.CastToKernelContext(context);
        Read(buffer, buffer->dev, fields, isV6);
    }

    private static void Read(sk_buff* buffer, net_device* device, PacketFields* fields, bool isV6)
    {
        fields->Values.Direction = PacketDirection.Outbound;
        fields->Values.Present = IncomingFields.Direction;
        if (!isV6 && AddressType.IsRoutedAsBroadcast(buffer))
        {
            fields->Values.DestinationAddressType = AddressType.BroadcastRoute;
        }

        InterfaceFields.Read(device, fields);
    }
}
