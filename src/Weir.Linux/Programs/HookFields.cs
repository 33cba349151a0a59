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

    public static void ReadOutbound(NetfilterContext* context, PacketFields* fields, bool isV6)
    {
        fields->Values.Direction = PacketDirection.Outbound;
        fields->Values.Present = IncomingFields.Direction;
        if (!isV6 && AddressType.IsRoutedAsBroadcast(context->skb))
        {
            fields->Values.DestinationAddressType = AddressType.BroadcastRoute;
        }

        InterfaceFields.Read(context->state->@out, fields);
    }

    /// <summary>The same as <see cref="ReadOutbound"/> where the packet is handed to its interface.</summary>
    public static void ReadDeparting(TrafficControlContext* context, PacketFields* fields, bool isV6)
    {
        sk_buff* buffer = KernelFunctions.CastToKernelContext(context);
        fields->Values.Direction = PacketDirection.Outbound;
        fields->Values.Present = IncomingFields.Direction;
        if (!isV6 && AddressType.IsRoutedAsBroadcast(buffer))
        {
            fields->Values.DestinationAddressType = AddressType.BroadcastRoute;
        }

        InterfaceFields.Read(buffer->dev, fields);
    }
}
