using Weir.Engine.Collections;

namespace Weir.Engine;

/// <summary>
/// All objects of a policy with their indexes. A mutable struct of trees that share structure: a copy of it is a version, for as long as
/// the original goes on with a new <see cref="TreeEdit"/>.
/// </summary>
internal struct PolicyTables()
{
    public ObjectTable<InstalledProvider> Providers { get; private set; }

    public ObjectTable<InstalledProviderContext> ProviderContexts { get; private set; }

    public ObjectTable<InstalledSubLayer> SubLayers { get; private set; }

    public ObjectTable<InstalledCallout> Callouts { get; private set; }

    public ObjectTable<InstalledFilter> Filters { get; private set; }

    /// <summary>Filters in the order of evaluation.</summary>
    public TreeIndex<FilterGroup, ByWeight> FilterGroups { get; private set; }

    /// <summary>Sublayers in the order of evaluation: those of higher weight have lower numbers here.</summary>
    public SortedTree<ById<InstalledSubLayer>> SubLayersByWeight { get; private set; }

    /// <summary>The weights that no sublayer has.</summary>
    public FreeWeights FreeWeights { get; private set; } = FreeWeights.All;

    /// <summary>What refers to an object.</summary>
    private TreeIndex<ObjectName, ByNumber> _users;

    /// <summary>What a dynamic session owns.</summary>
    private TreeIndex<ulong, ByNumber> _owned;

    /// <summary>The first user of a provider, provider context or callout, or null.</summary>
    public readonly IInstalledObject? FindUser(ObjectKind kind, Guid key)
    {
        var users = _users[new ObjectName(kind, key)].GetEnumerator();
        return users.MoveNext() ? users.Current.Target : null;
    }

    /// <summary>The first filter of a sublayer, or null.</summary>
    public readonly InstalledFilter? FindUser(InstalledSubLayer subLayer)
    {
        var groups = FilterGroups.From(FilterGroup.FirstOf(subLayer.Id));
        if (!groups.MoveNext() || groups.Current.Key.SubLayerId != subLayer.Id)
        {
            return null;
        }

        var filters = groups.Current.Entries.GetEnumerator();
        return filters.MoveNext() ? filters.Current.Filter : null;
    }

    /// <summary>The filters that name a provider, provider context or callout, by ascending id.</summary>
    public readonly IEnumerable<InstalledFilter> FiltersNaming(ObjectKind kind, Guid key)
    {
        var users = _users[new ObjectName(kind, key)];
        return FiltersOf(users);

        static IEnumerable<InstalledFilter> FiltersOf(SortedTree<ByNumber> users)
        {
            foreach (var user in users)
            {
                if (user.Target is InstalledFilter filter)
                {
                    yield return filter;
                }
            }
        }
    }

    /// <summary>What a dynamic session owns, those that refer to others before the others.</summary>
    public readonly List<IInstalledObject> OwnedBy(ulong sessionId)
    {
        var entries = _owned[sessionId];
        var owned = new List<IInstalledObject>(entries.Count);
        foreach (var entry in entries)
        {
            owned.Add(entry.Target);
        }

        owned.Reverse();
        return owned;
    }

    public void Add(InstalledProvider provider, TreeEdit edit)
    {
        Providers = Providers.Add(provider, edit);
        AddLinks(provider, edit);
    }

    public void Remove(InstalledProvider provider, TreeEdit edit)
    {
        Providers = Providers.Remove(provider, edit);
        RemoveLinks(provider, edit);
    }

    public void Add(InstalledProviderContext context, TreeEdit edit)
    {
        ProviderContexts = ProviderContexts.Add(context, edit);
        AddLinks(context, edit);
    }

    public void Remove(InstalledProviderContext context, TreeEdit edit)
    {
        ProviderContexts = ProviderContexts.Remove(context, edit);
        RemoveLinks(context, edit);
    }

    public void Add(InstalledSubLayer subLayer, TreeEdit edit)
    {
        SubLayers = SubLayers.Add(subLayer, edit);
        SubLayersByWeight = SubLayersByWeight.Add(InOrderOfEvaluation(subLayer), edit);
        FreeWeights = FreeWeights.Take(subLayer.EffectiveWeight, edit);
        AddLinks(subLayer, edit);
    }

    public void Remove(InstalledSubLayer subLayer, TreeEdit edit)
    {
        SubLayers = SubLayers.Remove(subLayer, edit);
        SubLayersByWeight = SubLayersByWeight.Remove(InOrderOfEvaluation(subLayer), edit);
        FreeWeights = FreeWeights.Release(subLayer.EffectiveWeight, edit);
        RemoveLinks(subLayer, edit);
    }

    public void Add(InstalledCallout callout, TreeEdit edit)
    {
        Callouts = Callouts.Add(callout, edit);
        AddLinks(callout, edit);
    }

    public void Remove(InstalledCallout callout, TreeEdit edit)
    {
        Callouts = Callouts.Remove(callout, edit);
        RemoveLinks(callout, edit);
    }

    public void Add(InstalledFilter filter, TreeEdit edit)
    {
        Filters = Filters.Add(filter, edit);
        FilterGroups = FilterGroups.Add(FilterGroup.Of(filter), new ByWeight(filter), edit);
        AddLinks(filter, edit);
        AddLink(ObjectKind.Callout, filter.Spec.Callout, filter, edit);
        AddLink(ObjectKind.ProviderContext, filter.Spec.ProviderContext, filter, edit);
    }

    public void Remove(InstalledFilter filter, TreeEdit edit)
    {
        Filters = Filters.Remove(filter, edit);
        FilterGroups = FilterGroups.Remove(FilterGroup.Of(filter), new ByWeight(filter), edit);
        RemoveLinks(filter, edit);
        RemoveLink(ObjectKind.Callout, filter.Spec.Callout, filter, edit);
        RemoveLink(ObjectKind.ProviderContext, filter.Spec.ProviderContext, filter, edit);
    }

    private static ById<InstalledSubLayer> InOrderOfEvaluation(InstalledSubLayer subLayer) =>
        new((ulong)(ushort.MaxValue - subLayer.EffectiveWeight), subLayer);

    private void AddLinks(IInstalledObject target, TreeEdit edit)
    {
        AddLink(ObjectKind.Provider, target.Provider, target, edit);
        if (target.SessionId != 0)
        {
            _owned = _owned.Add(target.SessionId, new ByNumber(target), edit);
        }
    }

    private void RemoveLinks(IInstalledObject target, TreeEdit edit)
    {
        RemoveLink(ObjectKind.Provider, target.Provider, target, edit);
        if (target.SessionId != 0)
        {
            _owned = _owned.Remove(target.SessionId, new ByNumber(target), edit);
        }
    }

    private void AddLink(ObjectKind kind, Guid key, IInstalledObject user, TreeEdit edit)
    {
        if (key != Guid.Empty)
        {
            _users = _users.Add(new ObjectName(kind, key), new ByNumber(user), edit);
        }
    }

    private void RemoveLink(ObjectKind kind, Guid key, IInstalledObject user, TreeEdit edit)
    {
        if (key != Guid.Empty)
        {
            _users = _users.Remove(new ObjectName(kind, key), new ByNumber(user), edit);
        }
    }
}
