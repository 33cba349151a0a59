namespace Weir.Engine;

/// <summary>Filters by layer, and at each layer in the order of evaluation.</summary>
internal sealed class EvaluationOrder : IComparer<InstalledFilter>
{
    public static EvaluationOrder Instance { get; } = new();

    public int Compare(InstalledFilter? x, InstalledFilter? y)
    {
        var (left, right) = (x!, y!);
        return left.Spec.Layer != right.Spec.Layer ? left.Spec.Layer.CompareTo(right.Spec.Layer)
            : left.SubLayerWeight != right.SubLayerWeight ? right.SubLayerWeight.CompareTo(left.SubLayerWeight)
            : new ByWeight(left).CompareTo(new ByWeight(right));
    }
}
