using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>One sublayer that has filters at the layer.</summary>
/// <param name="SubLayer">The sublayer.</param>
/// <param name="Filters">Its filters at the layer, in the order of evaluation.</param>
/// <param name="Decision">The filter that decided for the sublayer; null when none did, and the sublayer has no say.</param>
/// <param name="Merge">How its answer met what the sublayers above had decided; null when it has no say.</param>
public sealed record SubLayerExplanation(
    InstalledSubLayer SubLayer, ImmutableArray<FilterExplanation> Filters, FilterExplanation? Decision, MergeStep? Merge);
