using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>Which end of a datagram is the local one, where the same program sees both directions.</summary>
internal static unsafe class DatagramEnds
{
    /// <summary>
    /// Turns headers that were read as those of an inbound datagram around when it goes out. A global function, because the verifier would go
    /// through the headers once for each direction.
    /// </summary>
    [GlobalFunction]
    public static uint Orient([NonNull] PacketFields* fields)
    {
        if (fields->Values.Direction != PacketDirection.Outbound)
        {
            return 0;
        }

        Swap(fields);
        return 1;
    }

    /// <summary>Takes the remote end for the local one, and the local for the remote.</summary>
    public static void Swap(PacketFields* fields)
    {
        InternetAddress address = fields->Values.LocalAddress;
        fields->Values.LocalAddress = fields->Values.RemoteAddress;
        fields->Values.RemoteAddress = address;
        byte kind = fields->Values.LocalAddressType;
        fields->Values.LocalAddressType = fields->Values.DestinationAddressType;
        fields->Values.DestinationAddressType = kind;

        // Type and code of ICMP stay where they are in both directions.
        if (fields->Values.Protocol is not (InternetProtocol.Icmp or InternetProtocol.IcmpV6))
        {
            ushort port = fields->Values.LocalPort;
            fields->Values.LocalPort = fields->Values.RemotePort;
            fields->Values.RemotePort = port;
        }
    }
}
