namespace Weir.Bpf.Language;

/// <summary>
/// The field values of one packet at one layer, as a callout gets them (WFP: <c>FWPS_INCOMING_VALUES0</c>). Addresses and ports are in
/// host order. A field counts only when <see cref="Has"/> says so; an absent one is zero. 48 bytes, the same in the kernel and on the CLR.
/// </summary>
public struct IncomingValues
{
    /// <summary>Address of this host's end.</summary>
    public InternetAddress LocalAddress;

    /// <summary>Address of the other end.</summary>
    public InternetAddress RemoteAddress;

    /// <summary>Interface that the packet arrived or leaves by.</summary>
    public uint InterfaceIndex;

    /// <summary>The fields that this packet has.</summary>
    public IncomingFields Present;

    /// <summary>Port of this host's end; for ICMP the type.</summary>
    public ushort LocalPort;

    /// <summary>Port of the other end; for ICMP the code.</summary>
    public ushort RemotePort;

    /// <summary>Run-time id of the layer, WFP's number (<c>layerId</c>).</summary>
    public ushort LayerId;

    /// <summary>IP protocol number: TCP 6, UDP 17, ICMP 1, ICMPv6 58.</summary>
    public byte Protocol;

    /// <summary>Which way the packet goes, seen from this host.</summary>
    public PacketDirection Direction;

    /// <summary>Whether the packet has all of the given fields.</summary>
    public readonly bool Has(IncomingFields fields) => (Present & fields) == fields;
}
