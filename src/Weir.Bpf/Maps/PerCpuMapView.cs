using System.Runtime.InteropServices;

namespace Weir.Bpf;

/// <summary>
/// A per-CPU map seen through the types of its keys and values. Each key has one value for each possible processor;
/// processors that are not there have zeroes. Cheap to make; does not own the map.
/// </summary>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TValue">Type of one processor's value.</typeparam>
public readonly struct PerCpuMapView<TKey, TValue>
    where TKey : unmanaged
    where TValue : unmanaged
{
    internal PerCpuMapView(BpfMap map)
    {
        if (!map.IsPerCpu)
            throw new ArgumentException($"{map} has one value for all processors; use {nameof(BpfMap.View)}.");
        MapTypes.Require<TKey, TValue>(map);
        Map = map;
    }

    /// <summary>The map.</summary>
    public BpfMap Map { get; }

    /// <summary>The number of values of each key: the machine's possible processors.</summary>
    public int ProcessorCount => PossibleProcessors.Count;

    /// <summary>Copies the values of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="values">Receives a value for each possible processor; <see cref="ProcessorCount"/> long.</param>
    /// <returns>False when the map does not hold the key.</returns>
    /// <exception cref="ArgumentException"><paramref name="values"/> is not <see cref="ProcessorCount"/> long.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool TryLookup(TKey key, Span<TValue> values)
    {
        RequireLength(values.Length);
        byte[] element = new byte[Map.ElementSize];
        if (!Map.TryLookup(MapTypes.Bytes(in key), element))
            return false;
        for (int i = 0; i < values.Length; i++)
            values[i] = MemoryMarshal.Read<TValue>(element.AsSpan(i * Map.ValueStride));
        return true;
    }

    /// <summary>Adds a key or replaces its values.</summary>
    /// <param name="key">The key.</param>
    /// <param name="values">A value for each possible processor; <see cref="ProcessorCount"/> long.</param>
    /// <exception cref="ArgumentException"><paramref name="values"/> is not <see cref="ProcessorCount"/> long.</exception>
    /// <exception cref="BpfException">The map is full, an array's index is beyond its end, or the kernel refuses.</exception>
    public void Update(TKey key, ReadOnlySpan<TValue> values)
    {
        RequireLength(values.Length);
        byte[] element = new byte[Map.ElementSize];
        for (int i = 0; i < values.Length; i++)
            MemoryMarshal.Write(element.AsSpan(i * Map.ValueStride), in values[i]);
        Map.Update(MapTypes.Bytes(in key), element);
    }

    private void RequireLength(int length)
    {
        if (length != ProcessorCount)
            throw new ArgumentException($"Got {length} values, but there are {ProcessorCount} possible processors.");
    }
}
