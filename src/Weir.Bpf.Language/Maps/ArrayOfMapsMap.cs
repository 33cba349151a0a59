namespace Weir.Bpf.Language;

/// <summary>An array whose values are maps of one shape (<c>BPF_MAP_TYPE_ARRAY_OF_MAPS</c>): user space swaps a whole map with one update.</summary>
/// <typeparam name="TInner">The inner map's type.</typeparam>
public sealed class ArrayOfMapsMap<TInner> : Map
    where TInner : Map
{
    private readonly TInner?[] _maps;

    /// <summary>Declares an array of maps.</summary>
    /// <param name="maxEntries">Number of inner maps.</param>
    /// <param name="template">A map like the inner ones; it is a blueprint and no entry.</param>
    /// <param name="flags">Creation flags.</param>
    public ArrayOfMapsMap(uint maxEntries, TInner template, MapFlags flags = MapFlags.None)
        : base(MapType.ArrayOfMaps, sizeof(uint), sizeof(uint), maxEntries, flags, template) =>
        _maps = new TInner?[maxEntries];

    /// <summary>The inner map at an index, or null. The verifier demands the null test.</summary>
    /// <param name="index">Index from 0.</param>
    [Intrinsic(Intrinsic.MapLookupByIndex)]
    public TInner? Lookup(uint index) => index < MaxEntries ? _maps[index] : null;

    /// <summary>Puts an inner map of the emulation in place; in the kernel this is user space's work.</summary>
    /// <param name="index">Index from 0.</param>
    /// <param name="map">The inner map, or null to take it away.</param>
    public void Set(uint index, TInner? map) => _maps[index] = map;
}
