using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>Objects of a store. Keys are filled in everywhere; lists are in the order in which the objects can be added.</summary>
public sealed record StoredPolicy
{
    /// <summary>Nothing.</summary>
    public static StoredPolicy Empty { get; } = new();

    /// <summary>Providers.</summary>
    public ImmutableArray<ProviderSpec> Providers { get; init; } = [];

    /// <summary>Provider contexts.</summary>
    public ImmutableArray<StoredProviderContext> ProviderContexts { get; init; } = [];

    /// <summary>Sublayers.</summary>
    public ImmutableArray<StoredSubLayer> SubLayers { get; init; } = [];

    /// <summary>Callout objects.</summary>
    public ImmutableArray<CalloutSpec> Callouts { get; init; } = [];

    /// <summary>Persistent and boot-time filters, by ascending id.</summary>
    public ImmutableArray<StoredFilter> Filters { get; init; } = [];

    /// <summary>Security descriptors of the engine and of containers, where they are not the default ones.</summary>
    public ImmutableArray<StoredSecurity> Security { get; init; } = [];

    /// <summary>True when there is nothing.</summary>
    public bool IsEmpty =>
        Providers.IsEmpty && ProviderContexts.IsEmpty && SubLayers.IsEmpty && Callouts.IsEmpty && Filters.IsEmpty && Security.IsEmpty;
}
