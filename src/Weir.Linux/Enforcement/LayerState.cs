using Weir.Bpf;
using Weir.Engine;
using Weir.Linux.Programs;
using Verdict = Weir.Linux.Programs.Verdict;

namespace Weir.Linux;

/// <summary>The small maps that have one element a layer: what the layer counted, its fail mode, and how many filters it has.</summary>
internal sealed unsafe class LayerState(BpfMap counters, BpfMap failModes, BpfMap filterCounts) : IDisposable
{
    // A 32-bit element of an array map takes 64 bits.
    private const int ElementLength = 2;

    private readonly MappedMemory _counters = counters.MapMemory();
    private readonly MappedMemory _failModes = failModes.MapMemory();
    private readonly MappedMemory _filterCounts = filterCounts.MapMemory();

    public LayerCounters ReadCounters(uint slot)
    {
        LayerCounterRecord* record = (LayerCounterRecord*)_counters.Pointer + slot;
        return new LayerCounters(
            (ulong)Volatile.Read(ref record->PermittedPackets),
            (ulong)Volatile.Read(ref record->PermittedBytes),
            (ulong)Volatile.Read(ref record->BlockedPackets),
            (ulong)Volatile.Read(ref record->BlockedBytes),
            (ulong)Volatile.Read(ref record->MalformedPackets),
            (ulong)Volatile.Read(ref record->LostEvents),
            (ulong)Volatile.Read(ref record->LeftOutEvents));
    }

    public void SetFailMode(uint slot, FailMode mode) => Set(_failModes, slot, mode == FailMode.Closed ? Verdict.Block : Verdict.Permit);

    public void SetFilterCount(uint slot, int count) => Set(_filterCounts, slot, (uint)count);

    public void Dispose()
    {
        _counters.Dispose();
        _failModes.Dispose();
        _filterCounts.Dispose();
    }

    // A store, because every commit makes it: the map's own call would be one to the kernel.
    private static void Set(MappedMemory elements, uint slot, uint value) => Volatile.Write(ref ((uint*)elements.Pointer)[slot * ElementLength], value);
}
