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

    private const ulong ExtensionHeadersBelow64 =
        (1ul << HopByHopOptions) | (1ul << RoutingHeader) | (1ul << FragmentHeader) | (1ul << AuthenticationHeader) | (1ul << DestinationOptions);

    private const ulong WithPortsBelow64 = (1ul << Tcp) | (1ul << Udp) | (1ul << Dccp);

    public static bool HasPorts(byte protocol) =>
        protocol < 64 ? ((WithPortsBelow64 >> protocol) & 1) != 0 : protocol is Sctp or UdpLite;

    /// <summary>
    /// Whether another header follows. Encapsulating security payload is not in the list: what stands behind it cannot be read, so
    /// it is the packet's protocol. A set of bits and not a list of comparisons, of which the verifier would follow every outcome.
    /// </summary>
    public static bool IsExtensionHeader(byte protocol) =>
        protocol < 64 ? ((ExtensionHeadersBelow64 >> protocol) & 1) != 0 : protocol is MobilityHeader or HostIdentity or Shim6;
}
