namespace Weir.Linux.Programs;

/// <summary>The field values of one frame at the layers of Ethernet frames. Numbers are in host order; an absent value is 0.</summary>
internal struct EthernetFields
{
    /// <summary>Address of the interface, in the low 48 bits.</summary>
    public ulong InterfaceAddress;

    /// <summary>Address of this host's end: the destination of a frame that comes in, the source of one that goes out.</summary>
    public ulong LocalAddress;

    /// <summary>Address of the other end.</summary>
    public ulong RemoteAddress;

    public uint InterfaceIndex;

    /// <summary>The values that the frame has.</summary>
    public EthernetPresence Present;

    /// <summary>What stands behind the last tag: a type, or below 0x600 the length of an IEEE 802.3 frame.</summary>
    public ushort EtherType;

    /// <summary>Number of the outermost VLAN.</summary>
    public ushort VlanId;

    /// <summary>Offset of what follows the Ethernet header and its tags; 0 when that cannot be told.</summary>
    public ushort HeaderSize;

    /// <summary>A value of <see cref="EthernetAddressType"/>.</summary>
    public byte LocalAddressType;

    /// <summary>A value of <see cref="EthernetAddressType"/>.</summary>
    public byte RemoteAddressType;

    /// <summary>Bits of <see cref="EthernetFlags"/>.</summary>
    public uint Flags;

    public uint Reserved;
}
