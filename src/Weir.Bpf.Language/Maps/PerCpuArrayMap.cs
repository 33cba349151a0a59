using System.Runtime.InteropServices;

namespace Weir.Bpf.Language;

/// <summary>An array with a copy of each value per processor (<c>BPF_MAP_TYPE_PERCPU_ARRAY</c>). On the CLR there is one copy.</summary>
/// <typeparam name="TValue">The value.</typeparam>
public sealed unsafe class PerCpuArrayMap<TValue> : Map
    where TValue : unmanaged
{
    private readonly TValue* _values;

    /// <summary>Declares a per-processor array.</summary>
    /// <param name="maxEntries">Number of values.</param>
    /// <param name="flags">Creation flags.</param>
    public PerCpuArrayMap(uint maxEntries, MapFlags flags = MapFlags.None)
        : base(MapType.PerCpuArray, sizeof(uint), (uint)sizeof(TValue), maxEntries, flags) =>
        _values = (TValue*)NativeMemory.AllocZeroed(maxEntries, (nuint)sizeof(TValue));

    /// <summary>The address of this processor's copy of a value, or null when the index is out of range.</summary>
    /// <param name="index">Index from 0.</param>
    [Intrinsic(Intrinsic.MapLookupByIndex)]
    public TValue* Lookup(uint index) => index < MaxEntries ? _values + index : null;
}
