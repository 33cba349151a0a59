using Weir.Engine;

namespace Weir.Policy;

/// <summary>A filter with its rank among those of its policy.</summary>
/// <param name="Filter">The filter and where it is written.</param>
/// <param name="SubLayer">Its sublayer, or <see langword="null"/> for one of WFP's own.</param>
/// <param name="SubLayerWeight">Weight of the sublayer. One that a built-in sublayer has, the engine moves to the next that is free.</param>
/// <param name="EffectiveWeight">Its weight in the sublayer.</param>
/// <param name="Position">Its position in the policy, which decides between equal weights.</param>
public sealed record RankedFilter(PolicyFilterSpec Filter, SubLayerSpec? SubLayer, ushort SubLayerWeight, ulong EffectiveWeight, int Position)
{
    /// <summary>WFP's weight of the universal sublayer.</summary>
    internal const ushort UniversalWeight = 0x8000;

    /// <summary>Name of the sublayer.</summary>
    public string SubLayerName => SubLayer?.Name ?? (BuiltInSubLayers.Find(Filter.Spec.SubLayer) is { } builtIn ? BuiltInSubLayers.NameOf(builtIn) : "universal");

    /// <summary>Orders by layer, then as the layer evaluates: heavier sublayers first, then heavier filters, then earlier ones.</summary>
    internal static int Compare(RankedFilter a, RankedFilter b)
    {
        var order = ((int)a.Filter.Spec.Layer).CompareTo((int)b.Filter.Spec.Layer);
        if (order == 0)
            order = b.SubLayerWeight.CompareTo(a.SubLayerWeight);
        if (order == 0)
            order = b.EffectiveWeight.CompareTo(a.EffectiveWeight);
        return order == 0 ? a.Position.CompareTo(b.Position) : order;
    }
}
