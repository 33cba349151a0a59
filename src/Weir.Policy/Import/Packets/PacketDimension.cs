namespace Weir.Policy;

/// <summary>What the packet filters of Linux compare, in the order in which sets of packets are cut.</summary>
internal enum PacketDimension
{
    Protocol,
    Source,
    Destination,
    SourcePort,
    DestinationPort,
    IcmpType,
    IcmpCode,
    InInterface,
    OutInterface,
}
