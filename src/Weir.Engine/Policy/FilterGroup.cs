namespace Weir.Engine;

/// <summary>
/// Names filters that are evaluated one after the other: those of one sublayer at one layer. Groups of a sublayer are neighbours in their
/// order. Filters that are not enforced are in groups of their own.
/// </summary>
internal readonly struct FilterGroup(uint subLayerId, LayerId layer, bool isEnforced) : IComparable<FilterGroup>
{
    private readonly ulong _order = ((ulong)subLayerId << 32) | ((ulong)layer << 1) | (isEnforced ? 0UL : 1UL);

    public uint SubLayerId => (uint)(_order >> 32);

    /// <summary>What is not after any group of the sublayer.</summary>
    public static FilterGroup FirstOf(uint subLayerId) => new(subLayerId, layer: 0, isEnforced: true);

    public static FilterGroup Of(InstalledFilter filter) => new(filter.SubLayerId, filter.Spec.Layer, filter.IsEnforced);

    public int CompareTo(FilterGroup other) => _order.CompareTo(other._order);
}
