namespace Weir.Bpf.Language;

/// <summary>A hash table that makes room by evicting entries that were not used lately (<c>BPF_MAP_TYPE_LRU_HASH</c>). On the CLR the entry inserted first goes.</summary>
/// <typeparam name="TKey">The key; padding bytes count, so clear them.</typeparam>
/// <typeparam name="TValue">The value.</typeparam>
/// <param name="maxEntries">Most entries.</param>
/// <param name="flags">Creation flags.</param>
public sealed class LruHashMap<TKey, TValue>(uint maxEntries, MapFlags flags = MapFlags.None)
    : KeyedMap<TKey, TValue>(MapType.LruHash, maxEntries, flags)
    where TKey : unmanaged
    where TValue : unmanaged
{
    private protected override bool MakeRoom(Dictionary<KeyBytes, nint> values)
    {
        foreach (var key in values.Keys)
            return values.Remove(key);
        return false;
    }
}
