using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>
/// The net difference that one commit makes. What was added and deleted again inside the transaction is not in it.
/// </summary>
public sealed class PolicyChange
{
    internal PolicyChange(
        ImmutableArray<InstalledProvider> addedProviders,
        ImmutableArray<InstalledProvider> deletedProviders,
        ImmutableArray<InstalledProviderContext> addedProviderContexts,
        ImmutableArray<InstalledProviderContext> deletedProviderContexts,
        ImmutableArray<InstalledSubLayer> addedSubLayers,
        ImmutableArray<InstalledSubLayer> deletedSubLayers,
        ImmutableArray<InstalledCallout> addedCallouts,
        ImmutableArray<InstalledCallout> deletedCallouts,
        ImmutableArray<InstalledFilter> addedFilters,
        ImmutableArray<InstalledFilter> deletedFilters,
        IEnumerable<LayerId> layersOfBootTime)
    {
        AddedProviders = addedProviders;
        DeletedProviders = deletedProviders;
        AddedProviderContexts = addedProviderContexts;
        DeletedProviderContexts = deletedProviderContexts;
        AddedSubLayers = addedSubLayers;
        DeletedSubLayers = deletedSubLayers;
        AddedCallouts = addedCallouts;
        DeletedCallouts = deletedCallouts;
        AddedFilters = addedFilters;
        DeletedFilters = deletedFilters;
        AffectedLayers = LayersOf(addedFilters, deletedFilters, layersOfBootTime);
    }

    /// <summary>Providers that are new, in the order of adding.</summary>
    public ImmutableArray<InstalledProvider> AddedProviders { get; }

    /// <summary>Providers that are gone, in the order of adding.</summary>
    public ImmutableArray<InstalledProvider> DeletedProviders { get; }

    /// <summary>Provider contexts that are new, by ascending id.</summary>
    public ImmutableArray<InstalledProviderContext> AddedProviderContexts { get; }

    /// <summary>Provider contexts that are gone, by ascending id.</summary>
    public ImmutableArray<InstalledProviderContext> DeletedProviderContexts { get; }

    /// <summary>Sublayers that are new, by ascending id.</summary>
    public ImmutableArray<InstalledSubLayer> AddedSubLayers { get; }

    /// <summary>Sublayers that are gone, by ascending id.</summary>
    public ImmutableArray<InstalledSubLayer> DeletedSubLayers { get; }

    /// <summary>Callout objects that are new, by ascending id.</summary>
    public ImmutableArray<InstalledCallout> AddedCallouts { get; }

    /// <summary>Callout objects that are gone, by ascending id.</summary>
    public ImmutableArray<InstalledCallout> DeletedCallouts { get; }

    /// <summary>Filters that are new, by ascending id.</summary>
    public ImmutableArray<InstalledFilter> AddedFilters { get; }

    /// <summary>Filters that are gone, by ascending id.</summary>
    public ImmutableArray<InstalledFilter> DeletedFilters { get; }

    /// <summary>
    /// The layers that classify differently from now on, by ascending id. Other objects without filters change no layer, and
    /// those that filters name cannot change, so these are the layers of the filters above that are enforced; and those of the boot-time
    /// filters, which stay where they are, when the engine has started.
    /// </summary>
    public ImmutableArray<LayerId> AffectedLayers { get; }

    /// <summary>True when nothing changed.</summary>
    public bool IsEmpty =>
        AddedProviders.IsEmpty && DeletedProviders.IsEmpty
        && AddedProviderContexts.IsEmpty && DeletedProviderContexts.IsEmpty
        && AddedSubLayers.IsEmpty && DeletedSubLayers.IsEmpty
        && AddedCallouts.IsEmpty && DeletedCallouts.IsEmpty
        && AddedFilters.IsEmpty && DeletedFilters.IsEmpty && AffectedLayers.IsEmpty;

    /// <summary>
    /// The filters that take the place of one with the same key: an edit, whose counters go on (<see cref="IKernelModeEngine.GetCounters"/>).
    /// In the order of adding.
    /// </summary>
    public ImmutableArray<ReplacedFilter> FindReplacedFilters()
    {
        if (AddedFilters.IsEmpty || DeletedFilters.IsEmpty)
        {
            return [];
        }

        var deleted = DeletedFilters.ToDictionary(filter => filter.Key);
        var replaced = ImmutableArray.CreateBuilder<ReplacedFilter>();
        foreach (var filter in AddedFilters)
        {
            if (deleted.TryGetValue(filter.Key, out var before))
            {
                replaced.Add(new ReplacedFilter(before, filter));
            }
        }

        return replaced.DrainToImmutable();
    }

    /// <summary>The change that takes this one back.</summary>
    internal PolicyChange Inverse() => new(
        DeletedProviders,
        AddedProviders,
        DeletedProviderContexts,
        AddedProviderContexts,
        DeletedSubLayers,
        AddedSubLayers,
        DeletedCallouts,
        AddedCallouts,
        DeletedFilters,
        AddedFilters,
        layersOfBootTime: []);

    private static ImmutableArray<LayerId> LayersOf(
        ImmutableArray<InstalledFilter> added, ImmutableArray<InstalledFilter> deleted, IEnumerable<LayerId> others)
    {
        var layers = new SortedSet<LayerId>(others);
        foreach (var filters in (ReadOnlySpan<ImmutableArray<InstalledFilter>>)[added, deleted])
        {
            LayerId? last = null;
            foreach (var filter in filters)
            {
                if (filter.IsEnforced && filter.Spec.Layer != last)
                {
                    last = filter.Spec.Layer;
                    layers.Add(filter.Spec.Layer);
                }
            }
        }

        return [.. layers];
    }
}
