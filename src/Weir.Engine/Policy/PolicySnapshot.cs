using Weir.Engine.Collections;

namespace Weir.Engine;

/// <summary>
/// The whole policy at one commit. Immutable; successive snapshots share structure, so that one more filter costs the logarithm of
/// their number, in time and memory.
/// </summary>
public sealed class PolicySnapshot
{
    private readonly PolicyTables _tables;

    internal PolicySnapshot(ulong version, PolicyTables tables, bool isBootTime = false)
    {
        Version = version;
        IsBootTime = isBootTime;
        _tables = tables;
    }

    /// <summary>The policy of a new engine: only the built-in sublayers.</summary>
    public static PolicySnapshot Initial { get; } = MakeInitial();

    /// <summary>Number of the commit that made this snapshot, from 0; each commit that changes something counts one up.</summary>
    public ulong Version { get; }

    /// <summary>
    /// True while the engine starts: boot-time filters are enforced, and the persistent ones that will take over are not yet here.
    /// </summary>
    public bool IsBootTime { get; }

    /// <summary>All filters by ascending id, which is the order of adding.</summary>
    public IEnumerable<InstalledFilter> Filters => _tables.Filters.AsEnumerable();

    /// <summary>Number of filters.</summary>
    public int FilterCount => _tables.Filters.Count;

    /// <summary>All providers by name, and of equal names by key.</summary>
    public IEnumerable<InstalledProvider> Providers =>
        _tables.Providers.AsEnumerable().OrderBy(provider => provider.Spec.Name, StringComparer.Ordinal).ThenBy(provider => provider.Key);

    /// <summary>All provider contexts by ascending id.</summary>
    public IEnumerable<InstalledProviderContext> ProviderContexts => _tables.ProviderContexts.AsEnumerable();

    /// <summary>All sublayers, the highest weight first.</summary>
    public IEnumerable<InstalledSubLayer> SubLayersByWeight
    {
        get
        {
            foreach (var entry in _tables.SubLayersByWeight)
            {
                yield return entry.Target;
            }
        }
    }

    /// <summary>All callout objects by ascending id.</summary>
    public IEnumerable<InstalledCallout> Callouts => _tables.Callouts.AsEnumerable();

    /// <summary>The objects with their indexes.</summary>
    internal ref readonly PolicyTables Tables => ref _tables;

    /// <summary>Whether traffic meets this filter of the policy: a boot-time filter only while the engine starts, a disabled one never.</summary>
    public bool Enforces(InstalledFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return filter.IsEnforced || (IsBootTime && filter.Lifetime == Lifetime.BootTime);
    }

    /// <summary>The filter with this id, or null.</summary>
    public InstalledFilter? FindFilter(ulong id) => _tables.Filters.Find(id);

    /// <summary>The filter with this key, or null.</summary>
    public InstalledFilter? FindFilter(Guid key) => _tables.Filters.Find(key);

    /// <summary>The provider with this key, or null.</summary>
    public InstalledProvider? FindProvider(Guid key) => _tables.Providers.Find(key);

    /// <summary>The provider context with this id, or null.</summary>
    public InstalledProviderContext? FindProviderContext(ulong id) => _tables.ProviderContexts.Find(id);

    /// <summary>The provider context with this key, or null.</summary>
    public InstalledProviderContext? FindProviderContext(Guid key) => _tables.ProviderContexts.Find(key);

    /// <summary>The sublayer with this key, or null.</summary>
    public InstalledSubLayer? FindSubLayer(Guid key) => _tables.SubLayers.Find(key);

    /// <summary>The callout object with this id, or null.</summary>
    public InstalledCallout? FindCallout(uint id) => _tables.Callouts.Find(id);

    /// <summary>The callout object with this key, or null.</summary>
    public InstalledCallout? FindCallout(Guid key) => _tables.Callouts.Find(key);

    /// <summary>
    /// The filters of one sublayer at one layer in the order of evaluation: descending effective weight, and of equal weights the
    /// lower id (added earlier) first.
    /// </summary>
    public IReadOnlyCollection<InstalledFilter> FiltersInOrder(LayerId layer, Guid subLayer)
    {
        // While the engine starts it has boot-time filters only, which are those that are not enforced later.
        var filters = FindSubLayer(subLayer) is { } found ? _tables.FilterGroups[new FilterGroup(found.Id, layer, isEnforced: !IsBootTime)] : default;
        return filters.Count == 0 ? [] : new FilterList(filters);
    }

    /// <summary>The filters among which those that fit a template are, by ascending id: the fewest that an index knows.</summary>
    internal IEnumerable<InstalledFilter> CandidatesFor(FilterTemplate template)
    {
        if (template.Callout is { } callout && callout != Guid.Empty)
        {
            return _tables.FiltersNaming(ObjectKind.Callout, callout);
        }

        return template.Provider is { } provider && provider != Guid.Empty ? _tables.FiltersNaming(ObjectKind.Provider, provider) : Filters;
    }

    /// <summary>The same policy as the result of a later commit.</summary>
    internal PolicySnapshot AsVersion(ulong version) => new(version, _tables, IsBootTime);

    private static PolicySnapshot MakeInitial()
    {
        var tables = new PolicyTables();
        var edit = new TreeEdit();
        foreach (var subLayer in Engine.SubLayers.BuiltIn)
        {
            tables.Add(subLayer, edit);
        }

        return new PolicySnapshot(version: 0, tables);
    }
}
