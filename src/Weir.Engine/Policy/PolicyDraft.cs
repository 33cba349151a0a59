using Weir.Engine.Collections;

namespace Weir.Engine;

/// <summary>
/// A policy while a write transaction works on it. Starts from a snapshot, shares its structure, and keeps count of the difference.
/// Its methods check nothing; <see cref="Session"/> does before it calls them.
/// </summary>
internal sealed partial class PolicyDraft
{
    private readonly PolicySnapshot _start;
    private HashSet<LayerId>? _layersOfBootTime;
    private bool _isBootTime;
    private PolicyTables _tables;
    private TreeEdit _edit = new();
    private PolicySnapshot? _snapshot;

    private ObjectChanges<InstalledProvider> _providers;
    private ObjectChanges<InstalledProviderContext> _providerContexts;
    private ObjectChanges<InstalledSubLayer> _subLayers;
    private ObjectChanges<InstalledCallout> _callouts;
    private ObjectChanges<InstalledFilter> _filters;

    public PolicyDraft(PolicySnapshot start, bool isBootTime = false)
    {
        _start = start;
        _isBootTime = isBootTime || start.IsBootTime;
        _tables = start.Tables;
    }

    /// <summary>The session that works on it, which hears nothing of its own changes; null for the engine.</summary>
    public Session? Author { get; init; }

    /// <summary>What callouts have been told of the filters that this draft adds.</summary>
    public CalloutNotifications Notifications { get; } = new();

    public int CalloutCount => _tables.Callouts.Count;

    /// <summary>What the draft adds and deletes, all in all.</summary>
    public PolicyChange Change() => new(
        _providers.Added,
        _providers.Deleted,
        _providerContexts.Added,
        _providerContexts.Deleted,
        _subLayers.Added,
        _subLayers.Deleted,
        _callouts.Added,
        _callouts.Deleted,
        _filters.Added,
        _filters.Deleted,
        _layersOfBootTime ?? []);

    /// <summary>The policy as it would be after a commit. The draft can be worked on further.</summary>
    public PolicySnapshot ToSnapshot()
    {
        if (_snapshot is null)
        {
            _snapshot = new PolicySnapshot(_start.Version + 1, _tables, _isBootTime && _tables.Filters.Count > 0);
            _edit = new TreeEdit();
        }

        return _snapshot;
    }

    public void Add(InstalledProvider provider)
    {
        _snapshot = null;
        _tables.Add(provider, _edit);
        _providers = _providers.Add(provider, _edit);
    }

    public void Delete(InstalledProvider provider)
    {
        _snapshot = null;
        _tables.Remove(provider, _edit);
        _providers = _providers.Delete(provider, _start.Tables.Providers.Contains(provider), _edit);
    }

    public void Add(InstalledProviderContext context)
    {
        _snapshot = null;
        _tables.Add(context, _edit);
        _providerContexts = _providerContexts.Add(context, _edit);
    }

    public void Delete(InstalledProviderContext context)
    {
        _snapshot = null;
        _tables.Remove(context, _edit);
        _providerContexts = _providerContexts.Delete(context, _start.Tables.ProviderContexts.Contains(context), _edit);
    }

    public void Add(InstalledSubLayer subLayer)
    {
        _snapshot = null;
        _tables.Add(subLayer, _edit);
        _subLayers = _subLayers.Add(subLayer, _edit);
    }

    public void Delete(InstalledSubLayer subLayer)
    {
        _snapshot = null;
        _tables.Remove(subLayer, _edit);
        _subLayers = _subLayers.Delete(subLayer, _start.Tables.SubLayers.Contains(subLayer), _edit);
    }

    public void Add(InstalledCallout callout)
    {
        _snapshot = null;
        _tables.Add(callout, _edit);
        _callouts = _callouts.Add(callout, _edit);
    }

    public void Delete(InstalledCallout callout)
    {
        _snapshot = null;
        _tables.Remove(callout, _edit);
        _callouts = _callouts.Delete(callout, _start.Tables.Callouts.Contains(callout), _edit);
    }

    public void Add(InstalledFilter filter)
    {
        _snapshot = null;
        _tables.Add(filter, _edit);
        _filters = _filters.Add(filter, _edit);
        if (_isBootTime && filter.Lifetime == Lifetime.BootTime)
        {
            (_layersOfBootTime ??= []).Add(filter.Spec.Layer);
        }
    }

    public void Delete(InstalledFilter filter)
    {
        _snapshot = null;
        _tables.Remove(filter, _edit);
        _filters = _filters.Delete(filter, _start.Tables.Filters.Contains(filter), _edit);
    }

    /// <summary>Ends the enforcement of boot-time filters, which stay where they are.</summary>
    public void EndBootTime()
    {
        _snapshot = null;
        _isBootTime = false;
        foreach (var filter in _tables.Filters.AsEnumerable().Where(filter => filter.Lifetime == Lifetime.BootTime))
        {
            (_layersOfBootTime ??= []).Add(filter.Spec.Layer);
        }
    }

    /// <summary>Deletes what a dynamic session owns; nothing else can refer to it.</summary>
    public void DeleteObjectsOf(ulong sessionId)
    {
        foreach (var target in _tables.OwnedBy(sessionId))
        {
            switch (target)
            {
                case InstalledFilter filter:
                    Delete(filter);
                    break;
                case InstalledCallout callout:
                    Delete(callout);
                    break;
                case InstalledSubLayer subLayer:
                    Delete(subLayer);
                    break;
                case InstalledProviderContext context:
                    Delete(context);
                    break;
                case InstalledProvider provider:
                    Delete(provider);
                    break;
            }
        }
    }
}
