namespace Weir.Engine;

/// <summary>An entry of the filters in the order of evaluation: heavier first, of equal weights the lower id first.</summary>
internal readonly struct ByWeight(InstalledFilter filter) : IComparable<ByWeight>
{
    private readonly ulong _weight = filter.EffectiveWeight;

    public InstalledFilter Filter { get; } = filter;

    public int CompareTo(ByWeight other) =>
        _weight != other._weight ? other._weight.CompareTo(_weight) : Filter.Id.CompareTo(other.Filter.Id);
}
