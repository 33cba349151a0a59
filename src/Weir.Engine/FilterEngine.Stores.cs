using System.Collections.Immutable;

namespace Weir.Engine;

public sealed partial class FilterEngine
{
    private IReadOnlyList<InstalledFilter> _waitingFilters = [];
    private bool _startsWithoutUnloadable;
    private volatile bool _isInBootTime;
    private ImmutableArray<NotLoadedObject> _notLoaded = [];

    /// <summary>
    /// Objects of the store that this engine does without, because they cannot be loaded. They stay in the store, where a new object with
    /// the same key takes the place of one; <see cref="DeleteNotLoaded"/> deletes them. Empty unless
    /// <see cref="FilterEngineOptions.StartWithoutUnloadable"/> was set.
    /// </summary>
    public ImmutableArray<NotLoadedObject> NotLoaded
    {
        get
        {
            lock (_commitGate)
            {
                return _notLoaded;
            }
        }
    }

    /// <summary>True until <see cref="EndBootTime"/>: boot-time filters are enforced, and no session can be opened.</summary>
    public bool IsInBootTime => _isInBootTime;

    /// <summary>
    /// Ends the boot-time phase that <see cref="FilterEngineOptions.StartInBootTime"/> asked for: in one step the boot-time filters give way
    /// to the persistent ones. Callouts that are registered hear of their filters first. Does nothing when the phase is over.
    /// </summary>
    /// <exception cref="PolicyNotLoadedException">
    /// A callout refuses a filter. The phase goes on, and the boot-time filters stay enforced.
    /// </exception>
    /// <exception cref="WfpException"><see cref="FwpError.SessionAborted"/>: the engine was disposed.</exception>
    /// <remarks>What the kernel-mode engine throws comes through; the phase goes on then too.</remarks>
    public void EndBootTime()
    {
        EnterWriter(Timeout.InfiniteTimeSpan, CancellationToken.None);
        try
        {
            if (_isInBootTime)
            {
                CommitEndOfBootTime(new PolicyDraft(_policy));
            }
        }
        finally
        {
            LeaveWriter();
        }
    }

    /// <summary>Deletes from the store what could not be loaded.</summary>
    /// <exception cref="WfpException"><see cref="FwpError.SessionAborted"/>: the engine was disposed.</exception>
    /// <remarks>What the store throws comes through; it then still has the objects.</remarks>
    public void DeleteNotLoaded()
    {
        EnterWriter(Timeout.InfiniteTimeSpan, CancellationToken.None);
        try
        {
            lock (_commitGate)
            {
                ThrowIfStopped();
                if (_notLoaded.IsEmpty)
                {
                    return;
                }

                using var transaction = _store.Prepare(new StoredPolicyChange
                {
                    Deleted = [.. _notLoaded.Where(IsOrphan).Select(notLoaded => new StoredObjectKey(notLoaded.Kind!.Value, notLoaded.Key)).Distinct()],
                    DeletedSecurity = [.. _notLoaded.Where(notLoaded => notLoaded.IsSecurity).Select(notLoaded => notLoaded.Kind)],
                });
                transaction.Commit();
                _notLoaded = [];
            }
        }
        finally
        {
            LeaveWriter();
        }
    }

    private void ThrowIfInBootTime()
    {
        if (_isInBootTime)
        {
            throw new InvalidOperationException($"The engine is in its boot-time phase. Call {nameof(EndBootTime)} first.");
        }
    }

    private void Start(FilterEngineOptions options)
    {
        var stored = _store.Load();
        var loader = new PolicyLoader(this, options);
        loader.Load(stored);
        _startsWithoutUnloadable = options.StartWithoutUnloadable;
        ThrowIfNeeded(loader.NotLoaded);
        _notLoaded = loader.NotLoaded;
        foreach (var security in loader.Security)
        {
            Access.Set(security.Container, security.Descriptor);
        }

        _lastFilterId = stored.Filters.Select(filter => filter.Id).DefaultIfEmpty().Max();
        _lastProviderContextId = stored.ProviderContexts.Select(context => context.Id).DefaultIfEmpty().Max();
        _waitingFilters = loader.PersistentFilters;
        _isInBootTime = true;
        if (options.StartInBootTime || loader.HasBootTimeFilters)
        {
            _policy = Apply(loader.BootTime.Change(), loader.BootTime);
            if (!options.StartInBootTime)
            {
                CommitEndOfBootTime(new PolicyDraft(_policy));
            }
        }
        else
        {
            CommitEndOfBootTime(loader.BootTime);
        }
    }

    private void CommitEndOfBootTime(PolicyDraft draft)
    {
        try
        {
            var refused = AddWaitingFilters(draft);
            ThrowIfNeeded(refused);
            draft.EndBootTime();
            var change = draft.Change();
            lock (_commitGate)
            {
                ThrowIfStopped();
                _policy = Apply(change, draft);
                _notLoaded = _notLoaded.AddRange(refused);
                _waitingFilters = [];
                _isInBootTime = false;
            }

            draft.Notifications.Commit(change, _policy, Callouts);
        }
        finally
        {
            draft.Notifications.RollBack();
        }
    }

    /// <summary>Returns the filters that their callouts refuse.</summary>
    private ImmutableArray<NotLoadedObject> AddWaitingFilters(PolicyDraft draft)
    {
        var refused = ImmutableArray.CreateBuilder<NotLoadedObject>();
        foreach (var filter in _waitingFilters)
        {
            try
            {
                if (filter.IsEnforced && filter.Spec.Action.CallsCallout() && Callouts.Find(filter.Spec.Callout) is { } callout)
                {
                    draft.Notifications.AddFilter(callout, filter);
                }

                draft.Add(filter);
            }
            catch (WfpException refusal)
            {
                refused.Add(new NotLoadedObject(ObjectKind.Filter, filter.Key, filter.Spec.Name, refusal.Message));
            }
        }

        return refused.ToImmutable();
    }

    private void ThrowIfNeeded(ImmutableArray<NotLoadedObject> notLoaded)
    {
        if (!notLoaded.IsEmpty && !_startsWithoutUnloadable)
        {
            throw new PolicyNotLoadedException(notLoaded);
        }
    }

    /// <summary>The change, with what it replaces of the objects that could not be loaded.</summary>
    private StoredPolicyChange OverNotLoaded(StoredPolicyChange change)
    {
        var replaced = StoredObjects.KeysOf(change.Added).Where(added => _notLoaded.Any(notLoaded => notLoaded.Is(added)));
        return _notLoaded.IsEmpty ? change : change with { Deleted = [.. change.Deleted.Concat(replaced).Distinct()] };
    }

    private void ForgetNotLoaded(StoredPolicyChange change)
    {
        if (!_notLoaded.IsEmpty)
        {
            var replaced = StoredObjects.KeysOf(change.Added).ToHashSet();
            _notLoaded = [.. _notLoaded.Where(notLoaded => !replaced.Any(notLoaded.Is))];
        }
    }

    /// <summary>False for a second object under the key of one that was loaded.</summary>
    private bool IsOrphan(NotLoadedObject notLoaded)
    {
        IInstalledObject? loaded = notLoaded.Kind switch
        {
            ObjectKind.Provider => _policy.FindProvider(notLoaded.Key),
            ObjectKind.ProviderContext => _policy.FindProviderContext(notLoaded.Key),
            ObjectKind.SubLayer => _policy.FindSubLayer(notLoaded.Key),
            ObjectKind.Callout => _policy.FindCallout(notLoaded.Key),
            _ => _policy.FindFilter(notLoaded.Key) ?? _waitingFilters.FirstOrDefault(filter => filter.Key == notLoaded.Key),
        };
        return !notLoaded.IsSecurity && loaded?.IsStored() != true;
    }
}
