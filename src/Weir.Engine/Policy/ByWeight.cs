namespace Weir.Engine;

/// <summary>An entry of the filters in the order of evaluation: heavier first, of equal weights the lower id first.</summary>
internal readonly struct ByWeight(InstalledFilter filter) : IComparable<ByWeight>
{
    public InstalledFilter Filter { get; } = filter;

    public int CompareTo(ByWeight other)
    {
        var (left, right) = (Filter, other.Filter);
        return left.EffectiveWeight != right.EffectiveWeight ? right.EffectiveWeight.CompareTo(left.EffectiveWeight) : left.Id.CompareTo(right.Id);
    }
}
