using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>The maps that the layers' programs share, and <see cref="Image"/>, of which each layer has its own.</summary>
internal static class PacketMaps
{
    /// <summary>Filter records of one chunk, a power of two.</summary>
    public const uint ChunkLength = 1 << ChunkShift;

    public const int ChunkShift = 14;

    /// <summary>Chunks that there can be: for four million filters.</summary>
    public const uint ChunkCount = 256;

    public const uint EventRingByteCount = 1 << 20;

    public const uint CoverageCapacity = 1 << 18;

    /// <summary>
    /// Slot of each layer's netfilter program; a stub tail-calls through it, so that programs swap without a gap. The kernel mixes no types of
    /// programs in one array: another kind of hook has another array.
    /// </summary>
    public static readonly ProgramArrayMap Programs = new(LayerSlot.Count);

    /// <summary>The same of the layers at the traffic control hooks of interfaces, and of layers of packets in their action placement.</summary>
    public static readonly ProgramArrayMap FramePrograms = new(LayerSlot.Count);

    /// <summary>The same of the layers that the kernel's own drops are shown at.</summary>
    public static readonly ProgramArrayMap DropPrograms = new(LayerSlot.Count);

    /// <summary>By <c>enum skb_drop_reason</c>: the <see cref="DiscardReason"/> that a drop is shown with, or 0 for one that is not shown.</summary>
    public static readonly ArrayMap<uint> DropReasons = new(1024);

    /// <summary>The cookie of the network namespace whose drops are shown; 0 for none.</summary>
    public static readonly ArrayMap<ulong> DropScope = new(1);

    /// <summary>What a stub answers while its slot in <see cref="Programs"/> is empty: a <see cref="Verdict"/>.</summary>
    public static readonly ArrayMap<uint> FailModes = new(LayerSlot.Count, MapFlags.MemoryMappable);

    /// <summary>How many filters each layer has, for whoever reads what is pinned; no program does.</summary>
    public static readonly ArrayMap<uint> FilterCounts = new(LayerSlot.Count, MapFlags.MemoryMappable);

    /// <summary>
    /// Of each layer <see cref="Decision.FlagReportPermit"/>, when permitted packets make events too, and <see cref="Decision.FlagShowsDiscards"/>.
    /// </summary>
    public static readonly ArrayMap<ulong> Options = new(LayerSlot.Count, MapFlags.MemoryMappable);

    /// <summary>
    /// The filter that has blocked a packet, by the address of the packet's buffer, from the block until the layer of what was discarded has read it.
    /// </summary>
    public static readonly HashMap<ulong, ulong> Discarded = new(1024);

    /// <summary>
    /// The policy image of the program's layer, which commits change in place. It is made as large as the class of capacity that the program
    /// is compiled for.
    /// </summary>
    public static readonly ArrayMap<LayerImage> Image = new(1, MapFlags.MemoryMappable);

    /// <summary>Chunks of <see cref="ChunkLength"/> filter records; there are as many as the policy needs.</summary>
    public static readonly ArrayOfMapsMap<ArrayMap<FilterRecord>> FilterRecords =
        new(ChunkCount, new ArrayMap<FilterRecord>(ChunkLength, MapFlags.MemoryMappable));

    public static readonly ArrayMap<LayerCounterRecord> LayerCounters =
        new(LayerSlot.Count, MapFlags.MemoryMappable);

    /// <summary>An element for each slot of each layer: <see cref="LayerSlot"/> times <see cref="CalloutSlots.Count"/> plus the slot.</summary>
    public static readonly ArrayMap<CalloutCounterRecord> CalloutCounters =
        new(LayerSlot.Count * CalloutSlots.Count, MapFlags.MemoryMappable);

    /// <summary>Written when the engine opens; a program changes the limit's state only.</summary>
    public static readonly ArrayMap<EventGateRecord> EventGate = new(1);

    /// <summary>
    /// Keys made by <see cref="Placement.CoverageKey"/>: interfaces whose traffic control hook has the program of a layer in its action placement. The values
    /// mean nothing.
    /// </summary>
    public static readonly HashMap<ulong, uint> Coverage = new(CoverageCapacity, MapFlags.NoPreallocation);

    public static readonly RingBufferMap Events = new(EventRingByteCount);
}
