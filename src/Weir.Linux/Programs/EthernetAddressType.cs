namespace Weir.Linux.Programs;

/// <summary>Kinds of Ethernet addresses, with the values of Windows' <c>DL_ADDRESS_TYPE</c> (ntddndis.h).</summary>
internal static class EthernetAddressType
{
    public const byte Unicast = 0;
    public const byte Multicast = 1;
    public const byte Broadcast = 2;
}
