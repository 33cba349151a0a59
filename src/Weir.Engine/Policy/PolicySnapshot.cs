using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>
/// The whole policy at one commit. Immutable; successive snapshots share structure, so that one more filter costs the logarithm of
/// their number, in time and memory.
/// </summary>
public sealed class PolicySnapshot
{
    internal PolicySnapshot(
        ulong version,
        ImmutableDictionary<Guid, InstalledProvider> providers,
        ImmutableDictionary<Guid, InstalledProviderContext> providerContexts,
        ImmutableDictionary<Guid, InstalledSubLayer> subLayers,
        ImmutableDictionary<Guid, InstalledCallout> callouts,
        ImmutableSortedDictionary<ulong, InstalledFilter> filtersById,
        ImmutableDictionary<Guid, InstalledFilter> filtersByKey,
        ImmutableDictionary<FilterGroup, ImmutableSortedSet<InstalledFilter>> filtersByGroup)
    {
        Version = version;
        ProvidersByKey = providers;
        ProviderContextsByKey = providerContexts;
        SubLayersByKey = subLayers;
        CalloutsByKey = callouts;
        FiltersById = filtersById;
        FiltersByKey = filtersByKey;
        FiltersByGroup = filtersByGroup;
    }

    /// <summary>The policy of a new engine: only the built-in sublayer.</summary>
    public static PolicySnapshot Initial { get; } = new(
        version: 0,
        ImmutableDictionary<Guid, InstalledProvider>.Empty,
        ImmutableDictionary<Guid, InstalledProviderContext>.Empty,
        ImmutableDictionary<Guid, InstalledSubLayer>.Empty.Add(SubLayers.Universal, SubLayers.UniversalSubLayer),
        ImmutableDictionary<Guid, InstalledCallout>.Empty,
        ImmutableSortedDictionary<ulong, InstalledFilter>.Empty,
        ImmutableDictionary<Guid, InstalledFilter>.Empty,
        ImmutableDictionary<FilterGroup, ImmutableSortedSet<InstalledFilter>>.Empty);

    /// <summary>Number of the commit that made this snapshot, from 0; each commit that changes something counts one up.</summary>
    public ulong Version { get; }

    /// <summary>All filters by ascending id, which is the order of adding.</summary>
    public IEnumerable<InstalledFilter> Filters => FiltersById.Values;

    /// <summary>Number of filters.</summary>
    public int FilterCount => FiltersById.Count;

    /// <summary>All providers by name, and of equal names by key.</summary>
    public IEnumerable<InstalledProvider> Providers =>
        ProvidersByKey.Values.OrderBy(provider => provider.Spec.Name, StringComparer.Ordinal).ThenBy(provider => provider.Key);

    /// <summary>All provider contexts by ascending id.</summary>
    public IEnumerable<InstalledProviderContext> ProviderContexts => ProviderContextsByKey.Values.OrderBy(context => context.Id);

    /// <summary>All sublayers, the highest weight first.</summary>
    public IEnumerable<InstalledSubLayer> SubLayersByWeight =>
        SubLayersByKey.Values.OrderByDescending(subLayer => subLayer.EffectiveWeight);

    /// <summary>All callout objects by ascending id.</summary>
    public IEnumerable<InstalledCallout> Callouts => CalloutsByKey.Values.OrderBy(callout => callout.Id);

    internal ImmutableDictionary<Guid, InstalledProvider> ProvidersByKey { get; }

    internal ImmutableDictionary<Guid, InstalledProviderContext> ProviderContextsByKey { get; }

    internal ImmutableDictionary<Guid, InstalledSubLayer> SubLayersByKey { get; }

    internal ImmutableDictionary<Guid, InstalledCallout> CalloutsByKey { get; }

    internal ImmutableSortedDictionary<ulong, InstalledFilter> FiltersById { get; }

    internal ImmutableDictionary<Guid, InstalledFilter> FiltersByKey { get; }

    internal ImmutableDictionary<FilterGroup, ImmutableSortedSet<InstalledFilter>> FiltersByGroup { get; }

    /// <summary>The filter with this id, or null.</summary>
    public InstalledFilter? FindFilter(ulong id) => FiltersById.GetValueOrDefault(id);

    /// <summary>The filter with this key, or null.</summary>
    public InstalledFilter? FindFilter(Guid key) => FiltersByKey.GetValueOrDefault(key);

    /// <summary>The provider with this key, or null.</summary>
    public InstalledProvider? FindProvider(Guid key) => ProvidersByKey.GetValueOrDefault(key);

    /// <summary>The provider context with this id, or null.</summary>
    public InstalledProviderContext? FindProviderContext(ulong id) =>
        ProviderContextsByKey.Values.FirstOrDefault(context => context.Id == id);

    /// <summary>The provider context with this key, or null.</summary>
    public InstalledProviderContext? FindProviderContext(Guid key) => ProviderContextsByKey.GetValueOrDefault(key);

    /// <summary>The sublayer with this key, or null.</summary>
    public InstalledSubLayer? FindSubLayer(Guid key) => SubLayersByKey.GetValueOrDefault(key);

    /// <summary>The callout object with this id, or null.</summary>
    public InstalledCallout? FindCallout(uint id) => CalloutsByKey.Values.FirstOrDefault(callout => callout.Id == id);

    /// <summary>The callout object with this key, or null.</summary>
    public InstalledCallout? FindCallout(Guid key) => CalloutsByKey.GetValueOrDefault(key);

    /// <summary>
    /// The filters of one sublayer at one layer in the order of evaluation: descending effective weight, and of equal weights the
    /// lower id (added earlier) first.
    /// </summary>
    public IReadOnlyCollection<InstalledFilter> FiltersInOrder(LayerId layer, Guid subLayer) =>
        FiltersByGroup.TryGetValue(new FilterGroup(layer, subLayer), out var filters) ? filters : [];
}
