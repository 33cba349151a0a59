namespace Weir.Linux.Programs;

/// <summary>Protocol numbers that extract tells apart (IANA, Assigned Internet Protocol Numbers).</summary>
internal static class InternetProtocol
{
    public const byte HopByHopOptions = 0;
    public const byte Icmp = 1;
    public const byte Tcp = 6;
    public const byte Udp = 17;
    public const byte Dccp = 33;
    public const byte RoutingHeader = 43;
    public const byte FragmentHeader = 44;
    public const byte AuthenticationHeader = 51;
    public const byte IcmpV6 = 58;
    public const byte DestinationOptions = 60;
    public const byte Sctp = 132;
    public const byte MobilityHeader = 135;
    public const byte UdpLite = 136;
    public const byte HostIdentity = 139;
    public const byte Shim6 = 140;

    public static bool HasPorts(byte protocol) =>
        protocol is Tcp or Udp or Dccp or Sctp or UdpLite;

    /// <summary>
    /// Whether another header follows. Encapsulating security payload is not in the list: what stands
    /// behind it cannot be read, so it is the packet's protocol.
    /// </summary>
    public static bool IsExtensionHeader(byte protocol) =>
        protocol is HopByHopOptions or RoutingHeader or FragmentHeader or AuthenticationHeader
            or DestinationOptions or MobilityHeader or HostIdentity or Shim6;
}
