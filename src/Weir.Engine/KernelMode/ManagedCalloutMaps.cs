using System.Runtime.InteropServices;
using Weir.Bpf.Language;

namespace Weir.Engine;

/// <summary>
/// The maps of callouts on the CLR: the fields themselves, which emulate maps in native memory. Which of them a <c>Classify</c> uses, the
/// CLR does not tell, so any map is taken.
/// </summary>
internal sealed unsafe class ManagedCalloutMaps : ICalloutMaps
{
    public static ManagedCalloutMaps Instance { get; } = new();

    public int Consume<TRecord>(RingBufferMap ring, Action<TRecord> deliver, TimeSpan wait = default, CancellationToken cancellation = default)
        where TRecord : unmanaged
    {
        ArgumentNullException.ThrowIfNull(ring);
        ArgumentNullException.ThrowIfNull(deliver);
        var count = 0;
        while (ring.TryTake(out var record, count == 0 ? wait : TimeSpan.Zero, cancellation))
        {
            if (record.Length != sizeof(TRecord))
            {
                throw new ArgumentException(
                    $"The record has {record.Length} bytes, {typeof(TRecord)} has {sizeof(TRecord)}. Use the struct that the callout writes.",
                    nameof(ring));
            }

            deliver(MemoryMarshal.Read<TRecord>(record));
            count++;
        }

        return count;
    }

    public TValue Read<TValue>(ArrayMap<TValue> map, uint index)
        where TValue : unmanaged => *Find(map, index);

    public void Write<TValue>(ArrayMap<TValue> map, uint index, TValue value)
        where TValue : unmanaged => *Find(map, index) = value;

    public bool TryRead<TKey, TValue>(KeyedMap<TKey, TValue> map, TKey key, out TValue value)
        where TKey : unmanaged
        where TValue : unmanaged
    {
        ArgumentNullException.ThrowIfNull(map);
        var found = map.Lookup(&key);
        value = found is null ? default : *found;
        return found is not null;
    }

    public void Write<TKey, TValue>(KeyedMap<TKey, TValue> map, TKey key, TValue value)
        where TKey : unmanaged
        where TValue : unmanaged
    {
        ArgumentNullException.ThrowIfNull(map);
        if (map.Update(&key, &value) != 0)
        {
            throw new InvalidOperationException($"The map is full: it holds {map.MaxEntries} entries. Remove one first.");
        }
    }

    public bool Remove<TKey, TValue>(KeyedMap<TKey, TValue> map, TKey key)
        where TKey : unmanaged
        where TValue : unmanaged
    {
        ArgumentNullException.ThrowIfNull(map);
        return map.Delete(&key) == 0;
    }

    public IReadOnlyList<KeyValuePair<TKey, TValue>> Entries<TKey, TValue>(KeyedMap<TKey, TValue> map)
        where TKey : unmanaged
        where TValue : unmanaged
    {
        ArgumentNullException.ThrowIfNull(map);
        return map.ToArray();
    }

    public IReadOnlyList<TValue> ReadPerProcessor<TValue>(PerCpuArrayMap<TValue> map, uint index)
        where TValue : unmanaged
    {
        ArgumentNullException.ThrowIfNull(map);
        var place = map.Lookup(index);
        return place is not null
            ? [*place]
            : throw new ArgumentOutOfRangeException(nameof(index), index, $"The array has {map.MaxEntries} values.");
    }

    public IReadOnlyList<TValue> ReadPerProcessor<TKey, TValue>(PerCpuHashMap<TKey, TValue> map, TKey key)
        where TKey : unmanaged
        where TValue : unmanaged => TryRead(map, key, out var value) ? [value] : [];

    private static TValue* Find<TValue>(ArrayMap<TValue> map, uint index)
        where TValue : unmanaged
    {
        ArgumentNullException.ThrowIfNull(map);
        var place = map.Lookup(index);
        return place is not null
            ? place
            : throw new ArgumentOutOfRangeException(nameof(index), index, $"The array has {map.MaxEntries} values.");
    }
}
