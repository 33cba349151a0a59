namespace Weir.Bpf.Language;

/// <summary>A hash table with a copy of each value per processor (<c>BPF_MAP_TYPE_PERCPU_HASH</c>). On the CLR there is one copy.</summary>
/// <typeparam name="TKey">The key; padding bytes count, so clear them.</typeparam>
/// <typeparam name="TValue">The value.</typeparam>
/// <param name="maxEntries">Most entries.</param>
/// <param name="flags">Creation flags.</param>
public sealed class PerCpuHashMap<TKey, TValue>(uint maxEntries, MapFlags flags = MapFlags.None)
    : KeyedMap<TKey, TValue>(MapType.PerCpuHash, maxEntries, flags)
    where TKey : unmanaged
    where TValue : unmanaged;
