using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>
/// A policy while a write transaction works on it. Starts from a snapshot, shares its structure, and keeps count of the difference.
/// Its methods check nothing; <see cref="Session"/> does before it calls them.
/// </summary>
internal sealed partial class PolicyDraft
{
    private readonly ulong _baseVersion;
    private readonly ImmutableDictionary<Guid, InstalledSubLayer>.Builder _subLayers;
    private readonly ImmutableDictionary<Guid, InstalledCallout>.Builder _callouts;
    private readonly ImmutableSortedDictionary<ulong, InstalledFilter>.Builder _filtersById;
    private readonly ImmutableDictionary<Guid, InstalledFilter>.Builder _filtersByKey;
    private readonly ImmutableDictionary<FilterGroup, ImmutableSortedSet<InstalledFilter>>.Builder _filtersByGroup;
    private readonly Dictionary<FilterGroup, ImmutableSortedSet<InstalledFilter>.Builder> _openGroups = [];

    private readonly Dictionary<Guid, InstalledSubLayer> _addedSubLayers = [];
    private readonly List<InstalledSubLayer> _deletedSubLayers = [];
    private readonly Dictionary<Guid, InstalledCallout> _addedCallouts = [];
    private readonly List<InstalledCallout> _deletedCallouts = [];
    private readonly Dictionary<ulong, InstalledFilter> _addedFilters = [];
    private readonly Dictionary<ulong, InstalledFilter> _deletedFilters = [];

    public PolicyDraft(PolicySnapshot start)
    {
        _baseVersion = start.Version;
        _providers = start.ProvidersByKey.ToBuilder();
        _providerContexts = start.ProviderContextsByKey.ToBuilder();
        _subLayers = start.SubLayersByKey.ToBuilder();
        _callouts = start.CalloutsByKey.ToBuilder();
        _filtersById = start.FiltersById.ToBuilder();
        _filtersByKey = start.FiltersByKey.ToBuilder();
        _filtersByGroup = start.FiltersByGroup.ToBuilder();
    }

    /// <summary>What callouts have been told of the filters that this draft adds.</summary>
    public CalloutNotifications Notifications { get; } = new();

    public int CalloutCount => _callouts.Count;

    public InstalledFilter? FindFilter(ulong id) => _filtersById.GetValueOrDefault(id);

    public InstalledFilter? FindFilter(Guid key) => _filtersByKey.GetValueOrDefault(key);

    public InstalledSubLayer? FindSubLayer(Guid key) => _subLayers.GetValueOrDefault(key);

    public InstalledCallout? FindCallout(Guid key) => _callouts.GetValueOrDefault(key);

    public InstalledCallout? FindCallout(uint id) => _callouts.Values.FirstOrDefault(callout => callout.Id == id);

    /// <summary>A filter that names the callout, or null when none does.</summary>
    public InstalledFilter? FindUser(InstalledCallout callout) =>
        _filtersById.Values.FirstOrDefault(filter => filter.Spec.Callout == callout.Key);

    /// <summary>A filter of the sublayer at any layer, or null when it has none.</summary>
    public InstalledFilter? FindUser(InstalledSubLayer subLayer)
    {
        foreach (var layer in Layers.All)
        {
            var filters = OpenGroup(new FilterGroup(layer.Id, subLayer.Key));
            if (filters.Count > 0)
            {
                return filters[0];
            }
        }

        return null;
    }

    /// <summary>The requested weight if it is free, else the next free one above, else the next free one below, else null.</summary>
    public ushort? FindFreeWeight(ushort requested)
    {
        var taken = _subLayers.Values.Select(subLayer => (int)subLayer.EffectiveWeight).ToHashSet();
        var upwards = Enumerable.Range(requested, ushort.MaxValue + 1 - requested);
        var downwards = Enumerable.Range(0, requested).Reverse();
        foreach (var weight in upwards.Concat(downwards))
        {
            if (!taken.Contains(weight))
            {
                return (ushort)weight;
            }
        }

        return null;
    }

    public void Add(InstalledSubLayer subLayer)
    {
        _subLayers.Add(subLayer.Key, subLayer);
        _addedSubLayers.Add(subLayer.Key, subLayer);
    }

    public void Delete(InstalledSubLayer subLayer)
    {
        _subLayers.Remove(subLayer.Key);
        if (!_addedSubLayers.Remove(subLayer.Key))
        {
            _deletedSubLayers.Add(subLayer);
        }
    }

    public void Add(InstalledCallout callout)
    {
        _callouts.Add(callout.Key, callout);
        _addedCallouts.Add(callout.Key, callout);
    }

    public void Delete(InstalledCallout callout)
    {
        _callouts.Remove(callout.Key);
        if (!_addedCallouts.Remove(callout.Key))
        {
            _deletedCallouts.Add(callout);
        }
    }

    public void Add(InstalledFilter filter)
    {
        _filtersById.Add(filter.Id, filter);
        _filtersByKey.Add(filter.Key, filter);
        if (filter.IsEnforced)
        {
            OpenGroup(FilterGroup.Of(filter)).Add(filter);
        }

        _addedFilters.Add(filter.Id, filter);
    }

    public void Delete(InstalledFilter filter)
    {
        _filtersById.Remove(filter.Id);
        _filtersByKey.Remove(filter.Key);
        OpenGroup(FilterGroup.Of(filter)).Remove(filter);
        if (!_addedFilters.Remove(filter.Id))
        {
            _deletedFilters.Add(filter.Id, filter);
        }
    }

    /// <summary>Deletes what a dynamic session owns; nothing else can refer to it.</summary>
    public void DeleteObjectsOf(ulong sessionId)
    {
        foreach (var filter in _filtersById.Values.Where(filter => filter.SessionId == sessionId).ToList())
        {
            Delete(filter);
        }

        foreach (var callout in _callouts.Values.Where(callout => callout.SessionId == sessionId).ToList())
        {
            Delete(callout);
        }

        foreach (var subLayer in _subLayers.Values.Where(subLayer => subLayer.SessionId == sessionId).ToList())
        {
            Delete(subLayer);
        }

        foreach (var context in _providerContexts.Values.Where(context => context.SessionId == sessionId).ToList())
        {
            Delete(context);
        }

        foreach (var provider in _providers.Values.Where(provider => provider.SessionId == sessionId).ToList())
        {
            Delete(provider);
        }
    }

    public PolicyChange Change() => new(
        [.. _addedProviders.Values],
        [.. _deletedProviders],
        [.. _addedProviderContexts.Values.OrderBy(context => context.Id)],
        [.. _deletedProviderContexts.OrderBy(context => context.Id)],
        [.. _addedSubLayers.Values],
        [.. _deletedSubLayers],
        [.. _addedCallouts.Values.OrderBy(callout => callout.Id)],
        [.. _deletedCallouts.OrderBy(callout => callout.Id)],
        [.. _addedFilters.Values.OrderBy(filter => filter.Id)],
        [.. _deletedFilters.Values.OrderBy(filter => filter.Id)]);

    /// <summary>The policy as it would be after a commit. The draft can be worked on further.</summary>
    public PolicySnapshot ToSnapshot()
    {
        foreach (var (group, filters) in _openGroups)
        {
            if (filters.Count == 0)
            {
                _filtersByGroup.Remove(group);
            }
            else
            {
                _filtersByGroup[group] = filters.ToImmutable();
            }
        }

        return new PolicySnapshot(
            _baseVersion + 1,
            _providers.ToImmutable(),
            _providerContexts.ToImmutable(),
            _subLayers.ToImmutable(),
            _callouts.ToImmutable(),
            _filtersById.ToImmutable(),
            _filtersByKey.ToImmutable(),
            _filtersByGroup.ToImmutable());
    }

    private ImmutableSortedSet<InstalledFilter>.Builder OpenGroup(FilterGroup group)
    {
        if (!_openGroups.TryGetValue(group, out var filters))
        {
            filters = _filtersByGroup.GetValueOrDefault(group, FilterGroup.EvaluationOrder).ToBuilder();
            _openGroups.Add(group, filters);
        }

        return filters;
    }
}
