using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>
/// The objects of a policy as the engine takes them, from wherever they come: a policy file (<see cref="PolicyObjects.ToSpecs"/>), an engine
/// (<see cref="Of(PolicySnapshot)"/>), or an importer. <see cref="PolicyWriter"/> writes them as a policy file.
/// </summary>
public sealed record PolicySpecs
{
    /// <summary>The providers.</summary>
    public ImmutableArray<ProviderSpec> Providers { get; init; } = [];

    /// <summary>The sublayers, without WFP's own.</summary>
    public ImmutableArray<SubLayerSpec> SubLayers { get; init; } = [];

    /// <summary>The callout objects.</summary>
    public ImmutableArray<CalloutSpec> Callouts { get; init; } = [];

    /// <summary>The provider contexts.</summary>
    public ImmutableArray<ProviderContextSpec> ProviderContexts { get; init; } = [];

    /// <summary>The filters, in the order in which to add them: of equal weights the earlier one is evaluated first.</summary>
    public ImmutableArray<FilterSpec> Filters { get; init; } = [];

    /// <summary>
    /// The objects of an engine. Sublayers have the weights that they got. What belongs to a dynamic session comes without that, and what only
    /// the engine sets is left out.
    /// </summary>
    public static PolicySpecs Of(PolicySnapshot policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return new PolicySpecs
        {
            Providers = [.. policy.Providers.Where(one => one.Lifetime != Lifetime.BuiltIn).Select(one => one.Spec with { Security = one.Security })],
            SubLayers =
            [
                .. policy.SubLayersByWeight.Where(one => one.Lifetime != Lifetime.BuiltIn)
                    .Select(one => one.Spec with { Weight = one.EffectiveWeight, Security = one.Security }),
            ],
            Callouts = [.. policy.Callouts.Where(one => one.Lifetime != Lifetime.BuiltIn).Select(one => one.Spec with { Security = one.Security })],
            ProviderContexts = [.. policy.ProviderContexts.Where(one => one.Lifetime != Lifetime.BuiltIn).Select(one => one.Spec with { Security = one.Security })],
            Filters = [.. policy.Filters.Select(one => one.Spec with { Security = one.Security, Flags = one.Spec.Flags & ~(FilterFlags.Disabled | FilterFlags.Indexed) })],
        };
    }
}
