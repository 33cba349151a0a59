using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>Filters that are evaluated one after the other: those of one sublayer at one layer.</summary>
internal readonly record struct FilterGroup(LayerId Layer, Guid SubLayer)
{
    public static FilterGroup Of(InstalledFilter filter) => new(filter.Spec.Layer, filter.Spec.SubLayer);

    /// <summary>The empty group in the order of evaluation: heavier first, of equal weights the lower id first.</summary>
    public static ImmutableSortedSet<InstalledFilter> EvaluationOrder { get; } =
        ImmutableSortedSet.Create<InstalledFilter>(Comparer<InstalledFilter>.Create((left, right) =>
            left.EffectiveWeight != right.EffectiveWeight
                ? right.EffectiveWeight.CompareTo(left.EffectiveWeight)
                : left.Id.CompareTo(right.Id)));
}
