namespace Weir.Linux.Programs;

/// <summary>
/// What extract makes of one packet: the field values of a transport layer, the same for every hook.
/// Addresses and ports are in host order; an IPv4 address is the low 32 bits of the low half.
/// A field counts only when its bit is set in <see cref="Present"/>.
/// </summary>
internal struct PacketFields
{
    public ulong LocalAddressHigh;
    public ulong LocalAddressLow;
    public ulong RemoteAddressHigh;
    public ulong RemoteAddressLow;
    public uint InterfaceIndex;

    /// <summary>Bits of <see cref="FieldBits"/>: the fields that this packet has.</summary>
    public uint Present;

    public ushort LocalPort;
    public ushort RemotePort;
    public byte Protocol;
    public byte Direction;

    /// <summary>The layer, as an index into the policy image: <see cref="LayerSlot"/>.</summary>
    public byte LayerSlot;

    /// <summary>1 when a header was truncated or absurd and fields were left absent for it.</summary>
    public byte Malformed;

    /// <summary>Bytes of the packet from its network header on.</summary>
    public uint PacketLength;

    public uint Reserved;
}
