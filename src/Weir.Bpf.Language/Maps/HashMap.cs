namespace Weir.Bpf.Language;

/// <summary>A hash table (<c>BPF_MAP_TYPE_HASH</c>).</summary>
/// <typeparam name="TKey">The key; padding bytes count, so clear them.</typeparam>
/// <typeparam name="TValue">The value.</typeparam>
/// <param name="maxEntries">Most entries.</param>
/// <param name="flags">Creation flags.</param>
public sealed class HashMap<TKey, TValue>(uint maxEntries, MapFlags flags = MapFlags.None)
    : KeyedMap<TKey, TValue>(MapType.Hash, maxEntries, flags)
    where TKey : unmanaged
    where TValue : unmanaged;
