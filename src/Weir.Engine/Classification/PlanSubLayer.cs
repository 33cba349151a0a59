using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>A sublayer of a <see cref="ClassificationPlan"/>.</summary>
/// <param name="SubLayer">The sublayer.</param>
/// <param name="Filters">Its filters that can match, in the order of evaluation; the first that matches and decides ends it. At least one.</param>
public sealed record PlanSubLayer(InstalledSubLayer SubLayer, ImmutableArray<PlanFilter> Filters);
