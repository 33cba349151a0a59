using Weir.Bpf.Language;

namespace Weir.Engine;

/// <summary>
/// The maps of a registered callout, from user mode: the same static fields that its <c>Classify</c> uses, with the same types. In the
/// kernel they are the kernel's maps; in the managed engine they are the fields themselves.
/// </summary>
/// <remarks>A map belongs to its field: callouts that share a field share the map.</remarks>
public interface ICalloutMaps
{
    /// <summary>Takes the records that are in a ring, oldest first.</summary>
    /// <param name="ring">The callout's ring.</param>
    /// <param name="deliver">Called for each record, on this thread.</param>
    /// <param name="wait">How long to wait for the first record; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero not at all.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>How many records there were.</returns>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    /// <exception cref="ArgumentException">The callout does not use this map, or a record has another size.</exception>
    int Consume<TRecord>(RingBufferMap ring, Action<TRecord> deliver, TimeSpan wait = default, CancellationToken cancellation = default)
        where TRecord : unmanaged;

    /// <summary>Reads a value of an array.</summary>
    /// <exception cref="ArgumentException">The callout does not use this map.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The array is shorter.</exception>
    TValue Read<TValue>(ArrayMap<TValue> map, uint index)
        where TValue : unmanaged;

    /// <summary>Writes a value of an array.</summary>
    /// <exception cref="ArgumentException">The callout does not use this map.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The array is shorter.</exception>
    void Write<TValue>(ArrayMap<TValue> map, uint index, TValue value)
        where TValue : unmanaged;

    /// <summary>Reads the value of a key.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="ArgumentException">The callout does not use this map.</exception>
    bool TryRead<TKey, TValue>(KeyedMap<TKey, TValue> map, TKey key, out TValue value)
        where TKey : unmanaged
        where TValue : unmanaged;

    /// <summary>Inserts or replaces the value of a key.</summary>
    /// <exception cref="ArgumentException">The callout does not use this map.</exception>
    /// <exception cref="InvalidOperationException">The map is full.</exception>
    void Write<TKey, TValue>(KeyedMap<TKey, TValue> map, TKey key, TValue value)
        where TKey : unmanaged
        where TValue : unmanaged;

    /// <summary>Removes a key.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="ArgumentException">The callout does not use this map.</exception>
    bool Remove<TKey, TValue>(KeyedMap<TKey, TValue> map, TKey key)
        where TKey : unmanaged
        where TValue : unmanaged;

    /// <summary>All entries, in no order. Entries that programs add or remove meanwhile may be missing or appear twice.</summary>
    /// <exception cref="ArgumentException">The callout does not use this map.</exception>
    IReadOnlyList<KeyValuePair<TKey, TValue>> Entries<TKey, TValue>(KeyedMap<TKey, TValue> map)
        where TKey : unmanaged
        where TValue : unmanaged;

    /// <summary>Reads the values that the processors have at an index: one for each possible processor; in the managed engine one in all.</summary>
    /// <exception cref="ArgumentException">The callout does not use this map.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The array is shorter.</exception>
    IReadOnlyList<TValue> ReadPerProcessor<TValue>(PerCpuArrayMap<TValue> map, uint index)
        where TValue : unmanaged;

    /// <summary>Reads the values that the processors have for a key, as above.</summary>
    /// <returns>Empty when there is no such key.</returns>
    /// <exception cref="ArgumentException">The callout does not use this map.</exception>
    IReadOnlyList<TValue> ReadPerProcessor<TKey, TValue>(PerCpuHashMap<TKey, TValue> map, TKey key)
        where TKey : unmanaged
        where TValue : unmanaged;
}
