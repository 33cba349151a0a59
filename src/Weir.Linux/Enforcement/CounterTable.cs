using Weir.Bpf;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>Gives each filter an element of the counter map and reads it. Not thread-safe: the engine holds a lock.</summary>
internal sealed unsafe class CounterTable(BpfMap map) : IDisposable
{
    private readonly MappedMemory _memory = map.MapMemory();
    private readonly Dictionary<ulong, uint> _indexByFilter = [];
    private readonly Stack<uint> _free = new();
    private uint _next;

    private FilterCounterRecord* Records => (FilterCounterRecord*)_memory.Pointer;

    public uint IndexOf(ulong filterId) => _indexByFilter[filterId];

    /// <exception cref="PolicyTooLargeException">Every element is in use.</exception>
    public void Add(ulong filterId)
    {
        if (!_free.TryPop(out uint index))
        {
            if (_next == TransportMaps.CounterCapacity)
            {
                throw new PolicyTooLargeException(
                    $"The policy has more than {TransportMaps.CounterCapacity} filters, and the kernel's counter table has no room for more. Remove filters, or join several addresses or ports in one.");
            }

            index = _next++;
        }

        // Whoever had the element before is out of the kernel's tables, and no program runs with them any more.
        Records[index] = default;
        _indexByFilter.Add(filterId, index);
    }

    public void Remove(ulong filterId)
    {
        if (_indexByFilter.Remove(filterId, out uint index))
        {
            _free.Push(index);
        }
    }

    public FilterCounters Read(ulong filterId)
    {
        if (!_indexByFilter.TryGetValue(filterId, out uint index))
        {
            return default;
        }

        FilterCounterRecord* record = Records + index;
        return new FilterCounters((ulong)Volatile.Read(ref record->Packets), (ulong)Volatile.Read(ref record->Bytes));
    }

    public void Dispose() => _memory.Dispose();
}
