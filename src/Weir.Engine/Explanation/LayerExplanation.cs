using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>
/// Why a layer decides about a packet as it does: every sublayer, every filter, every condition with the packet's value, and each step of
/// arbitration. It is <see cref="ReferenceEvaluator"/>'s own account of one classification, so its verdict is the engine's.
/// </summary>
public sealed record LayerExplanation
{
    /// <summary>What the packet has in the layer's fields.</summary>
    public required FieldValues Values { get; init; }

    /// <summary>The sublayers that have filters at the layer, the heaviest first.</summary>
    public required ImmutableArray<SubLayerExplanation> SubLayers { get; init; }

    /// <summary>The outcome.</summary>
    public required ClassifyResult Result { get; init; }

    /// <summary>The layer.</summary>
    public Layer Layer => Values.Layer;

    /// <summary>The sublayer whose answer stands in the end; null when nobody decided.</summary>
    public SubLayerExplanation? Deciding =>
        Result.FilterId == 0 ? null : SubLayers.First(subLayer => subLayer.Decision?.Filter.Id == Result.FilterId);

    /// <summary>The filter that decided; null when nobody did, and the packet is permitted for that.</summary>
    public InstalledFilter? Decider => Deciding?.Decision!.Filter;

    /// <summary>How many filters the layer has.</summary>
    public int FilterCount => SubLayers.Sum(static subLayer => subLayer.Filters.Length);

    /// <summary>Explains what a policy does to a packet at a layer.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="values">What the packet has in the layer's fields.</param>
    /// <param name="callouts">Calls the callouts for this packet, in the order of evaluation; null when none is registered.</param>
    public static LayerExplanation Of(PolicySnapshot policy, FieldValues values, ICalloutInvoker? callouts = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(values);
        var trace = new EvaluationTrace(policy, values, callouts);
        var result = ReferenceEvaluator.Classify(policy, values.Layer.Id, values, callouts, trace);
        return new LayerExplanation { Values = values, SubLayers = trace.SubLayers, Result = result };
    }
}
