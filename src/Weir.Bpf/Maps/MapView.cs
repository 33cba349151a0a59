using System.Runtime.InteropServices;
using Weir.Bpf.Language;

namespace Weir.Bpf;

/// <summary>A map seen through the types of its keys and values. Cheap to make; does not own the map.</summary>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TValue">Type of the values.</typeparam>
public readonly struct MapView<TKey, TValue>
    where TKey : unmanaged
    where TValue : unmanaged
{
    internal MapView(BpfMap map)
    {
        if (map.IsPerCpu)
            throw new ArgumentException($"{map} has a value for each processor; use {nameof(BpfMap.PerCpuView)}.");
        MapTypes.Require<TKey, TValue>(map);
        Map = map;
    }

    /// <summary>The map.</summary>
    public BpfMap Map { get; }

    /// <summary>The value of a key.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="KeyNotFoundException">On reading: the map does not hold the key.</exception>
    /// <exception cref="BpfException">The map is full, an array's index is beyond its end, or the kernel refuses.</exception>
    public TValue this[TKey key]
    {
        get => TryLookup(key, out TValue value) ? value : throw new KeyNotFoundException($"{Map} does not hold key {key}.");
        set => Map.Update(MapTypes.Bytes(in key), MapTypes.Bytes(in value));
    }

    /// <summary>Copies the value of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Receives the value.</param>
    /// <returns>False when the map does not hold the key.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool TryLookup(TKey key, out TValue value)
    {
        value = default;
        return Map.TryLookup(MapTypes.Bytes(in key), MapTypes.WritableBytes(ref value));
    }

    /// <summary>Adds a key or replaces its value, when the map is as expected.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="mode">Whether the key has to be absent or present.</param>
    /// <returns>False when the key is present and should not be, or the reverse; nothing was changed then.</returns>
    /// <exception cref="BpfException">The map is full, an array's index is beyond its end, or the kernel refuses.</exception>
    public bool TryUpdate(TKey key, TValue value, UpdateMode mode) =>
        Map.TryUpdate(MapTypes.Bytes(in key), MapTypes.Bytes(in value), mode);

    /// <summary>Removes a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>False when the map does not hold the key.</returns>
    /// <exception cref="BpfException">The kernel refuses; arrays cannot lose keys.</exception>
    public bool Delete(TKey key) => Map.Delete(MapTypes.Bytes(in key));

    /// <summary>
    /// Walks the keys in the map's own order. When a key that was just returned is deleted meanwhile, the kernel starts
    /// again at the first key; to empty a map, take the first key until there is none.
    /// </summary>
    public IEnumerable<TKey> Keys()
    {
        if (!TryGetFirstKey(out TKey key))
            yield break;
        do
            yield return key;
        while (TryGetNextKey(key, out key));
    }

    /// <summary>Finds the first key in the map's own order.</summary>
    /// <param name="first">Receives the key.</param>
    /// <returns>False when the map is empty.</returns>
    /// <exception cref="BpfException">The kernel refuses; some types have no keys to walk.</exception>
    public bool TryGetFirstKey(out TKey first)
    {
        first = default;
        return Map.TryGetNextKey([], MapTypes.WritableBytes(ref first));
    }

    /// <summary>Finds the key after a given one, in the map's own order; after a key that is gone, the first.</summary>
    /// <param name="key">The key.</param>
    /// <param name="next">Receives the key that follows.</param>
    /// <returns>False when <paramref name="key"/> is the last.</returns>
    /// <exception cref="BpfException">The kernel refuses; some types have no keys to walk.</exception>
    public bool TryGetNextKey(TKey key, out TKey next)
    {
        TKey following = default;
        bool found = Map.TryGetNextKey(MapTypes.Bytes(in key), MapTypes.WritableBytes(ref following));
        next = following;
        return found;
    }

    /// <inheritdoc cref="BpfMap.UpdateBatch"/>
    public int UpdateBatch(ReadOnlySpan<TKey> keys, ReadOnlySpan<TValue> values) =>
        Map.UpdateBatch(MemoryMarshal.AsBytes(keys), MemoryMarshal.AsBytes(values));

    /// <inheritdoc cref="BpfMap.LookupBatch"/>
    public int LookupBatch(MapCursor cursor, Span<TKey> keys, Span<TValue> values) =>
        Map.LookupBatch(cursor, MemoryMarshal.AsBytes(keys), MemoryMarshal.AsBytes(values));
}
