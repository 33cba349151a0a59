namespace Weir.Bpf.Language;

/// <summary>
/// The field values of one packet at one layer, as a callout gets them (WFP: <c>FWPS_INCOMING_VALUES0</c>). Addresses and ports are in
/// host order. A field counts only when <see cref="Has"/> says so; an absent one is zero. 88 bytes, the same in the kernel and on the CLR.
/// </summary>
public struct IncomingValues
{
    /// <summary>
    /// Address of this host's end; at the layers of forwarded packets the source; at the layers of frames <see cref="LocalMacAddress"/>.
    /// </summary>
    public InternetAddress LocalAddress;

    /// <summary>
    /// Address of the other end; at the layers of forwarded packets the destination; at the layers of frames <see cref="RemoteMacAddress"/>.
    /// </summary>
    public InternetAddress RemoteAddress;

    /// <summary>Port of the other end; for ICMP the code; at the layers of frames <see cref="VlanId"/>.</summary>
    public ushort RemotePort;

    /// <summary>Port of this host's end; for ICMP the type; at the layers of frames <see cref="EtherType"/>.</summary>
    public ushort LocalPort;

    /// <summary>IP protocol number: TCP 6, UDP 17, ICMP 1, ICMPv6 58.</summary>
    public byte Protocol;

    /// <summary>Which way the packet goes, seen from this host.</summary>
    public PacketDirection Direction;

    /// <summary>
    /// Kind of the local address, WFP's <c>NL_ADDRESS_TYPE</c>: unicast 1, anycast 2, multicast 3, broadcast 4. At the layers of frames its
    /// <c>DL_ADDRESS_TYPE</c>: unicast 0, multicast 1, broadcast 2.
    /// </summary>
    public byte LocalAddressType;

    /// <summary>Kind of the destination's address, in the same numbers; at the layers of frames of the other end's.</summary>
    public byte DestinationAddressType;

    /// <summary>The fields that this packet has.</summary>
    public IncomingFields Present;

    /// <summary>
    /// At the layers of ICMP errors: the other end of the packet that the error is about. At the layers of frames
    /// <see cref="InterfaceMacAddress"/>.
    /// </summary>
    public InternetAddress EmbeddedRemoteAddress;

    /// <summary>Interface that the packet arrived or leaves by; at the layers of forwarded packets the one where it arrived.</summary>
    public uint InterfaceIndex;

    /// <summary>At the layers of forwarded packets: the interface that the packet leaves by.</summary>
    public uint DestinationInterfaceIndex;

    /// <summary>
    /// WFP's <c>FWP_CONDITION_FLAG_*</c> bits: loopback 1, raw endpoint 0x10, fragment 0x20. At the layers of frames <c>FWP_CONDITION_L2_*</c>
    /// bits: Ethernet 1, malformed 0x20.
    /// </summary>
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

    /// <summary>At the layers of frames: hardware address of this host's end, in the low 48 bits.</summary>
    public readonly ulong LocalMacAddress => LocalAddress.Low;

    /// <summary>At the layers of frames: hardware address of the other end.</summary>
    public readonly ulong RemoteMacAddress => RemoteAddress.Low;

    /// <summary>At the layers of frames: hardware address of the interface.</summary>
    public readonly ulong InterfaceMacAddress => EmbeddedRemoteAddress.Low;

    /// <summary>At the layers of frames: the type behind all VLAN tags; below 0x600 the length of an IEEE 802.3 frame.</summary>
    public readonly ushort EtherType => LocalPort;

    /// <summary>At the layers of frames: number of the outermost VLAN.</summary>
    public readonly ushort VlanId => RemotePort;

    /// <summary>Whether the packet has all of the given fields.</summary>
    public readonly bool Has(IncomingFields fields) => (Present & fields) == fields;
}
