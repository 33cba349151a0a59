using System.Runtime.InteropServices;

namespace Weir.Bpf.Language;

/// <summary>An array of values with 32-bit indices (<c>BPF_MAP_TYPE_ARRAY</c>), zero at first.</summary>
/// <typeparam name="TValue">The value.</typeparam>
public sealed unsafe class ArrayMap<TValue> : Map
    where TValue : unmanaged
{
    private readonly TValue* _values;

    /// <summary>Declares an array.</summary>
    /// <param name="maxEntries">Number of values.</param>
    /// <param name="flags">Creation flags.</param>
    public ArrayMap(uint maxEntries, MapFlags flags = MapFlags.None)
        : base(MapType.Array, sizeof(uint), (uint)sizeof(TValue), maxEntries, flags) =>
        _values = (TValue*)NativeMemory.AllocZeroed(maxEntries, (nuint)sizeof(TValue));

    /// <summary>The address of a value, or null when the index is out of range. The verifier demands the null test.</summary>
    /// <param name="index">Index from 0.</param>
    [Intrinsic(Intrinsic.MapLookupByIndex)]
    public TValue* Lookup(uint index) => index < MaxEntries ? _values + index : null;

    /// <summary>The address of the first value, never null and without a call: for arrays of one entry that programs use all the time.</summary>
    [Intrinsic(Intrinsic.MapValueAddress)]
    public TValue* First() => _values;
}
