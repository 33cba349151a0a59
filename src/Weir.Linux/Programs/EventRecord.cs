namespace Weir.Linux.Programs;

/// <summary>A net event as it crosses the ring buffer. 216 bytes.</summary>
internal unsafe struct EventRecord
{
    /// <summary>In <see cref="Flags"/>, above those of <see cref="Decision"/>: the packet goes out.</summary>
    public const byte FlagOutbound = 0x80;

    /// <summary>Nanoseconds since boot, suspended time included: CLOCK_BOOTTIME.</summary>
    public ulong BootTime;

    public ulong FilterId;
    public ulong LocalAddressHigh;
    public ulong LocalAddressLow;
    public ulong RemoteAddressHigh;
    public ulong RemoteAddressLow;
    public uint InterfaceIndex;

    /// <summary>The lower half of <see cref="Bpf.Language.IncomingFields"/>.</summary>
    public uint Present;

    public ushort LocalPort;
    public ushort RemotePort;
    public byte Protocol;
    public byte LayerSlot;
    public byte Verdict;
    public byte Flags;
    public uint PacketLength;
    public uint DeciderCount;

    /// <summary>Of what was discarded, the filter that has blocked it; 0 for none.</summary>
    public ulong DiscardFilterId;

    /// <summary>Of what was discarded, a <see cref="Bpf.Language.DiscardReason"/>.</summary>
    public uint DiscardReason;

    /// <summary><see cref="Bpf.Language.MetadataFields"/>.</summary>
    public uint MetadataPresent;

    /// <summary><see cref="DeciderRecord"/> values, the heaviest sublayer first.</summary>
    public fixed ulong Deciders[2 * (int)Decision.DeciderSlots];
}
