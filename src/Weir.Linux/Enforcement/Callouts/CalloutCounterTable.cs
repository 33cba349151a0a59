using Weir.Bpf;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>Reads what each slot of each layer has counted.</summary>
internal sealed unsafe class CalloutCounterTable(BpfMap map) : IDisposable
{
    private readonly MappedMemory _memory = map.MapMemory();

    public void Clear(uint layerSlot, uint place) => *Record(layerSlot, place) = default;

    public CalloutCounters Read(uint layerSlot, uint place)
    {
        CalloutCounterRecord* record = Record(layerSlot, place);
        return new CalloutCounters((ulong)Volatile.Read(ref record->Classifications), (ulong)Volatile.Read(ref record->Faults));
    }

    public void Dispose() => _memory.Dispose();

    private CalloutCounterRecord* Record(uint layerSlot, uint place) =>
        (CalloutCounterRecord*)_memory.Pointer + (layerSlot * CalloutSlots.Count) + place;
}
