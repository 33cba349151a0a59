using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>The maps that the transport layers' programs share.</summary>
internal static class TransportMaps
{
    /// <summary>Filters that may have a counter at one time, over all layers.</summary>
    public const uint CounterCapacity = 8192;

    public const uint EventRingByteCount = 1 << 20;

    /// <summary>Slot of each layer's program; a stub tail-calls through it, so that programs swap without a gap.</summary>
    public static readonly ProgramArrayMap Programs = new(LayerSlot.Count);

    /// <summary>What a stub answers while its slot in <see cref="Programs"/> is empty: a <see cref="Verdict"/>.</summary>
    public static readonly ArrayMap<uint> FailModes = new(LayerSlot.Count, MapFlags.MemoryMappable);

    /// <summary>One element: the policy image in force, which holds a table for each layer.</summary>
    public static readonly ArrayOfMapsMap<ArrayMap<LayerTable>> Policy =
        new(1, new ArrayMap<LayerTable>(LayerSlot.Count, MapFlags.MemoryMappable));

    public static readonly ArrayMap<FilterCounterRecord> FilterCounters =
        new(CounterCapacity, MapFlags.MemoryMappable);

    public static readonly ArrayMap<LayerCounterRecord> LayerCounters =
        new(LayerSlot.Count, MapFlags.MemoryMappable);

    /// <summary>An element for each slot of each layer: <see cref="LayerSlot"/> times <see cref="CalloutSlots.Count"/> plus the slot.</summary>
    public static readonly ArrayMap<CalloutCounterRecord> CalloutCounters =
        new(LayerSlot.Count * CalloutSlots.Count, MapFlags.MemoryMappable);

    public static readonly RingBufferMap Events = new(EventRingByteCount);
}
