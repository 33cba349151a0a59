namespace Weir.Bpf.Language;

/// <summary>
/// The field values of one packet at one layer, as a callout gets them (WFP: <c>FWPS_INCOMING_VALUES0</c>). Addresses and ports are in
/// host order. A field counts only when <see cref="Has"/> says so; an absent one is zero. 88 bytes, the same in the kernel and on the CLR.
/// </summary>
public struct IncomingValues
{
    /// <summary>Address of this host's end; at the layers of forwarded packets the source.</summary>
    public InternetAddress LocalAddress;

    /// <summary>Address of the other end; at the layers of forwarded packets the destination.</summary>
    public InternetAddress RemoteAddress;

    /// <summary>Port of the other end; for ICMP the code.</summary>
    public ushort RemotePort;

    /// <summary>Port of this host's end; for ICMP the type.</summary>
    public ushort LocalPort;

    /// <summary>IP protocol number: TCP 6, UDP 17, ICMP 1, ICMPv6 58.</summary>
    public byte Protocol;

    /// <summary>Which way the packet goes, seen from this host.</summary>
    public PacketDirection Direction;

    /// <summary>Kind of the local address, WFP's <c>NL_ADDRESS_TYPE</c>: unicast 1, anycast 2, multicast 3, broadcast 4.</summary>
    public byte LocalAddressType;

    /// <summary>Kind of the destination's address, in the same numbers.</summary>
    public byte DestinationAddressType;

    /// <summary>The fields that this packet has.</summary>
    public IncomingFields Present;

    /// <summary>At the layers of ICMP errors: the other end of the packet that the error is about.</summary>
    public InternetAddress EmbeddedRemoteAddress;

    /// <summary>Interface that the packet arrived or leaves by; at the layers of forwarded packets the one where it arrived.</summary>
    public uint InterfaceIndex;

    /// <summary>At the layers of forwarded packets: the interface that the packet leaves by.</summary>
    public uint DestinationInterfaceIndex;

    /// <summary>WFP's <c>FWP_CONDITION_FLAG_*</c> bits: loopback 1, raw endpoint 0x10, fragment 0x20.</summary>
    public uint Flags;

    /// <summary>At the layers of ICMP errors: protocol of the packet that the error is about.</summary>
    public byte EmbeddedProtocol;

    /// <summary>At the layers of ICMP errors: kind of this host's address in the packet that the error is about.</summary>
    public byte EmbeddedLocalAddressType;

    /// <summary>Kind of the tunnel that the interface is, WFP's <c>TUNNEL_TYPE</c>: none 0, another 1.</summary>
    public byte TunnelType;

    /// <summary>Always 0.</summary>
    public byte Reserved;

    /// <summary>At the layers of ICMP errors: this host's port in the packet that the error is about.</summary>
    public ushort EmbeddedLocalPort;

    /// <summary>At the layers of ICMP errors: the other end's port in the packet that the error is about.</summary>
    public ushort EmbeddedRemotePort;

    /// <summary>Type of the interface, IANA's number (<c>ifType</c>): Ethernet 6, loopback 24, tunnel 131.</summary>
    public ushort InterfaceType;

    /// <summary>Run-time id of the layer, WFP's number (<c>layerId</c>).</summary>
    public ushort LayerId;

    /// <summary>Whether the packet has all of the given fields.</summary>
    public readonly bool Has(IncomingFields fields) => (Present & fields) == fields;
}
