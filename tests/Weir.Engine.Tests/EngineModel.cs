using Weir.Engine.Tests.Stores;

namespace Weir.Engine.Tests;

/// <summary>
/// What sessions, transactions, lifetimes and the store mean, with dictionaries that are copied whole. One filter layer, no weights.
/// </summary>
internal sealed class EngineModel(int sessionCount)
{
    private readonly Transaction?[] _transactions = new Transaction?[sessionCount];
    private readonly int[] _generation = new int[sessionCount];
    private readonly List<Owner> _orphaned = [];
    private int _lastSerial;
    private State _stored = State.Initial;

    public State Committed { get; private set; } = State.Initial;

    /// <summary>The next change of the policy will be refused by the kernel, once.</summary>
    public bool RefuseNext { get; set; }

    /// <summary>The store will fail to prepare its next transaction, once.</summary>
    public bool FailPrepare { get; set; }

    /// <summary>The store will fail to commit its next transaction, once.</summary>
    public bool FailCommit { get; set; }

    /// <summary>When the store fails to commit, the kernel refuses whatever comes next, once.</summary>
    public bool RefuseBack { get; set; }

    /// <summary>The next filter that names <see cref="Registered"/> will be refused by the callout, once.</summary>
    public bool RefuseNextFilter { get; set; }

    /// <summary>Key of the one callout that is registered.</summary>
    public static Guid Registered { get; } = Guid.NewGuid();

    /// <summary>Whether a write transaction is open.</summary>
    public bool IsWriterTaken => _transactions.Any(transaction => transaction is { ReadOnly: false, IsAborted: false });

    public static bool IsDynamic(int session) => session < 2;

    /// <summary>What the session sees, or null when all its calls fail.</summary>
    public State? ViewOf(int session) => _transactions[session] switch
    {
        null => Committed,
        { IsAborted: true } => null,
        var transaction => transaction.State,
    };

    public void Begin(int session, bool readOnly)
    {
        RequireNotAborted(session);
        Require(_transactions[session] is null, FwpError.TxnInProgress);
        Require(readOnly || !IsWriterTaken, FwpError.Timeout);
        _transactions[session] = new Transaction(readOnly, readOnly ? Committed : Committed.Copy());
    }

    public void Commit(int session)
    {
        var transaction = _transactions[session] ?? throw Refusal(FwpError.NoTxnInProgress);
        _transactions[session] = null;
        Require(!transaction.IsAborted, FwpError.TxnAborted);
        if (transaction.ReadOnly)
        {
            return;
        }

        try
        {
            Publish(transaction.State);
        }
        finally
        {
            WriterLeaves();
        }
    }

    public void Abort(int session)
    {
        var transaction = _transactions[session] ?? throw Refusal(FwpError.NoTxnInProgress);
        _transactions[session] = null;
        Require(!transaction.IsAborted, FwpError.TxnAborted);
        if (!transaction.ReadOnly)
        {
            WriterLeaves();
        }
    }

    /// <summary>So much time passes that a transaction which holds the write lock loses it.</summary>
    public void PassTime()
    {
        if (_transactions.FirstOrDefault(transaction => transaction is { ReadOnly: false, IsAborted: false }) is { } writing)
        {
            writing.IsAborted = true;
            WriterLeaves();
        }
    }

    /// <summary>The engine stops, and another one starts with its store and with new sessions.</summary>
    public void Restart()
    {
        Committed = _stored;
        RefuseNext = false;
        RefuseNextFilter = false;
        _orphaned.Clear();
        for (var session = 0; session < _transactions.Length; session++)
        {
            _transactions[session] = null;
            _generation[session]++;
        }
    }

    public void EndSession(int session)
    {
        var owner = OwnerOf(session);
        _generation[session]++;
        var hadWriteTransaction = _transactions[session] is { ReadOnly: false, IsAborted: false };
        _transactions[session] = null;
        if (hadWriteTransaction)
        {
            WriterLeaves();
        }

        if (owner is null)
        {
            return;
        }

        if (IsWriterTaken)
        {
            _orphaned.Add(owner);
            return;
        }

        try
        {
            Publish(Committed.Without(owner));
        }
        catch (RecordingKernel.RefusedException)
        {
            _orphaned.Add(owner);
            throw;
        }
        finally
        {
            WriterLeaves();
        }
    }

    public void AddProvider(int session, Lifetime asked, Guid key) => Write(session, state =>
    {
        Require(!state.Providers.ContainsKey(key), FwpError.AlreadyExists);
        state.Providers.Add(key, new Provider(LifeOf(session, asked, Guid.Empty), ++_lastSerial));
    });

    public void DeleteProvider(int session, Guid key) => Write(session, state =>
    {
        Require(state.Providers.TryGetValue(key, out var provider), FwpError.ProviderNotFound);
        RequireDeletable(session, provider!.Life);
        Require(state.SubLayers.Values.All(subLayer => subLayer.Provider != key), FwpError.InUse);
        Require(state.ProviderContexts.Values.All(context => context.Provider != key), FwpError.InUse);
        Require(state.Callouts.Values.All(callout => callout.Provider != key), FwpError.InUse);
        Require(state.Filters.Values.All(filter => filter.Provider != key), FwpError.InUse);
        state.Providers.Remove(key);
    });

    public void AddProviderContext(int session, Lifetime asked, Guid key, Guid providerKey) => Write(session, state =>
    {
        Require(!state.ProviderContexts.ContainsKey(key), FwpError.AlreadyExists);
        var life = LifeOf(session, asked, providerKey);
        RequireProvider(life, state, providerKey);
        state.ProviderContexts.Add(key, new ProviderContext(life, providerKey, ++_lastSerial));
    });

    public void DeleteProviderContext(int session, Guid key) => Write(session, state =>
    {
        Require(state.ProviderContexts.TryGetValue(key, out var context), FwpError.ProviderContextNotFound);
        RequireDeletable(session, context!.Life);
        Require(state.Filters.Values.All(filter => filter.ProviderContext != key), FwpError.InUse);
        state.ProviderContexts.Remove(key);
    });

    public void AddSubLayer(int session, Lifetime asked, Guid key, Guid providerKey) => Write(session, state =>
    {
        Require(!state.SubLayers.ContainsKey(key), FwpError.AlreadyExists);
        var life = LifeOf(session, asked, providerKey);
        RequireProvider(life, state, providerKey);
        state.SubLayers.Add(key, new SubLayer(life, providerKey, ++_lastSerial));
    });

    public void DeleteSubLayer(int session, Guid key) => Write(session, state =>
    {
        Require(state.SubLayers.TryGetValue(key, out var subLayer), FwpError.SublayerNotFound);
        RequireDeletable(session, subLayer!.Life);
        Require(state.Filters.Values.All(filter => filter.SubLayer != key), FwpError.InUse);
        state.SubLayers.Remove(key);
    });

    public void AddCallout(int session, Lifetime asked, Guid key, Guid providerKey) => Write(session, state =>
    {
        Require(!state.Callouts.ContainsKey(key), FwpError.AlreadyExists);
        var life = LifeOf(session, asked, providerKey);
        RequireProvider(life, state, providerKey);
        state.Callouts.Add(key, new Callout(life, providerKey, ++_lastSerial));
    });

    public void DeleteCallout(int session, Guid key) => Write(session, state =>
    {
        Require(state.Callouts.TryGetValue(key, out var callout), FwpError.CalloutNotFound);
        RequireDeletable(session, callout!.Life);
        Require(state.Filters.Values.All(filter => filter.Callout != key), FwpError.InUse);
        state.Callouts.Remove(key);
    });

    /// <summary>Adds a filter. Provider, callout and provider context are none when all zero; only the registered callout uses contexts.</summary>
    public void AddFilter(
        int session, Lifetime asked, Guid key, Guid subLayerKey, Guid providerKey, Guid calloutKey = default, Guid contextKey = default) => Write(session, state =>
    {
        Require(!state.Filters.ContainsKey(key), FwpError.AlreadyExists);
        var life = LifeOf(session, asked, providerKey);
        Require(state.SubLayers.TryGetValue(subLayerKey, out var subLayer), FwpError.SublayerNotFound);
        RequireLivesOn(life, subLayer!.Life);
        RequireProvider(life, state, providerKey);
        if (contextKey != Guid.Empty)
        {
            Require(state.ProviderContexts.TryGetValue(contextKey, out var context), FwpError.ProviderContextNotFound);
            RequireLivesOn(life, context!.Life);
        }

        if (calloutKey != Guid.Empty)
        {
            Require(state.Callouts.TryGetValue(calloutKey, out var callout), FwpError.CalloutNotFound);
            Require(contextKey == Guid.Empty || calloutKey == Registered, FwpError.ContextIncompatibleWithCallout);
            RequireLivesOn(life, callout!.Life);
        }

        if (calloutKey == Registered && life.Lifetime != Lifetime.BootTime && RefuseNextFilter)
        {
            RefuseNextFilter = false;
            throw Refusal(FwpError.CalloutNotificationFailed);
        }

        state.Filters.Add(key, new Filter(life, subLayerKey, providerKey, calloutKey, contextKey, ++_lastSerial));
    });

    public void DeleteFilter(int session, Guid key) => Write(session, state =>
    {
        Require(state.Filters.TryGetValue(key, out var filter), FwpError.FilterNotFound);
        RequireDeletable(session, filter!.Life);
        state.Filters.Remove(key);
    });

    private void Write(int session, Action<State> change)
    {
        RequireNotAborted(session);
        if (_transactions[session] is { } transaction)
        {
            Require(!transaction.ReadOnly, FwpError.IncompatibleTxn);
            change(transaction.State);
            return;
        }

        Require(!IsWriterTaken, FwpError.Timeout);
        try
        {
            var state = Committed.Copy();
            change(state);
            Publish(state);
        }
        finally
        {
            WriterLeaves();
        }
    }

    private void Publish(State state)
    {
        if (state.IsSameAs(Committed))
        {
            return;
        }

        var changesStore = !state.Lasting().IsSameAs(Committed.Lasting());
        if (changesStore)
        {
            StoreWhatIsMissing();
            PrepareStore();
        }

        if (RefuseNext)
        {
            RefuseNext = false;
            throw new RecordingKernel.RefusedException();
        }

        if (changesStore)
        {
            CommitStore(state);
        }

        Committed = state;
    }

    private void StoreWhatIsMissing()
    {
        var lasting = Committed.Lasting();
        if (!lasting.IsSameAs(_stored))
        {
            PrepareStore();
            RequireStoreCommits();
            _stored = lasting;
        }
    }

    private void PrepareStore()
    {
        if (FailPrepare)
        {
            FailPrepare = false;
            throw new UnreliableStore.BrokenException("prepare");
        }
    }

    private void RequireStoreCommits()
    {
        if (FailCommit)
        {
            FailCommit = false;
            RefuseNext |= RefuseBack;
            RefuseBack = false;
            throw new UnreliableStore.BrokenException("commit");
        }
    }

    /// <summary>The kernel has the new state. When the store fails, it gets the old one back; when it refuses that, the new one holds.</summary>
    private void CommitStore(State state)
    {
        try
        {
            RequireStoreCommits();
        }
        catch (UnreliableStore.BrokenException broken) when (RefuseNext)
        {
            RefuseNext = false;
            Committed = state;
            throw new CommitNotStoredException(broken, new RecordingKernel.RefusedException());
        }

        _stored = state.Lasting();
    }

    private void WriterLeaves()
    {
        try
        {
            while (_orphaned.Count > 0)
            {
                Publish(Committed.Without(_orphaned[0]));
                _orphaned.RemoveAt(0);
            }
        }
        catch (RecordingKernel.RefusedException)
        {
            // The next writer tries again.
        }
    }

    private Owner? OwnerOf(int session) => IsDynamic(session) ? new Owner(session, _generation[session]) : null;

    private void RequireNotAborted(int session) => Require(_transactions[session] is not { IsAborted: true }, FwpError.TxnAborted);

    private Life LifeOf(int session, Lifetime asked, Guid provider)
    {
        Require(!IsDynamic(session) || asked == Lifetime.Static, FwpError.LifetimeMismatch);
        return IsDynamic(session) ? new Life(Lifetime.Dynamic, OwnerOf(session), provider) : new Life(asked, Owner: null, provider);
    }

    private void RequireDeletable(int session, Life life)
    {
        Require(life.Lifetime != Lifetime.BuiltIn, FwpError.BuiltinObject);
        if (life.Owner != OwnerOf(session))
        {
            throw Refusal(life.Owner is null ? FwpError.DynamicSessionInProgress : FwpError.WrongSession);
        }
    }

    private static void RequireLivesOn(Life referrer, Life target)
    {
        var lasts = referrer.Lifetime is Lifetime.Persistent or Lifetime.BootTime;
        Require(
            target.Lifetime switch
            {
                Lifetime.Dynamic => target.Owner == referrer.Owner,
                Lifetime.Static => !lasts,
                Lifetime.Persistent => !lasts || target.Provider == Guid.Empty || target.Provider == referrer.Provider,
                _ => true,
            },
            FwpError.LifetimeMismatch);
    }

    private static void RequireProvider(Life referrer, State state, Guid key)
    {
        if (key != Guid.Empty)
        {
            Require(state.Providers.TryGetValue(key, out var provider), FwpError.ProviderNotFound);
            RequireLivesOn(referrer, provider!.Life);
        }
    }

    private static void Require(bool condition, FwpError otherwise)
    {
        if (!condition)
        {
            throw Refusal(otherwise);
        }
    }

    private static WfpException Refusal(FwpError code) => new(code, "expected by the model");

    internal sealed record Owner(int Session, int Generation);

    /// <summary>How long an object lives, whose dynamic object it is, and to which provider it belongs.</summary>
    internal sealed record Life(Lifetime Lifetime, Owner? Owner, Guid Provider)
    {
        public bool Lasts => Lifetime is Lifetime.Persistent or Lifetime.BootTime or Lifetime.BuiltIn;
    }

    /// <summary>The serial number tells an object from a later one under the same key.</summary>
    internal sealed record Provider(Life Life, int Serial);

    internal sealed record ProviderContext(Life Life, Guid Provider, int Serial);

    internal sealed record SubLayer(Life Life, Guid Provider, int Serial);

    internal sealed record Callout(Life Life, Guid Provider, int Serial);

    internal sealed record Filter(Life Life, Guid SubLayer, Guid Provider, Guid Callout, Guid ProviderContext, int Serial);

    internal sealed record State(
        Dictionary<Guid, Provider> Providers,
        Dictionary<Guid, ProviderContext> ProviderContexts,
        Dictionary<Guid, SubLayer> SubLayers,
        Dictionary<Guid, Callout> Callouts,
        Dictionary<Guid, Filter> Filters)
    {
        public static State Initial => new(
            [],
            [],
            PolicySnapshot.Initial.SubLayersByWeight.ToDictionary(
                subLayer => subLayer.Key, _ => new SubLayer(new Life(Lifetime.BuiltIn, Owner: null, Guid.Empty), Guid.Empty, Serial: 0)),
            [],
            []);

        public State Copy() => Where(_ => true);

        public State Without(Owner owner) => Where(life => life.Owner != owner);

        /// <summary>What the next engine has, too.</summary>
        public State Lasting() => Where(life => life.Lasts);

        public bool IsSameAs(State other) =>
            Providers.ToHashSet().SetEquals(other.Providers)
            && ProviderContexts.ToHashSet().SetEquals(other.ProviderContexts)
            && SubLayers.ToHashSet().SetEquals(other.SubLayers)
            && Callouts.ToHashSet().SetEquals(other.Callouts)
            && Filters.ToHashSet().SetEquals(other.Filters);

        private State Where(Func<Life, bool> isKept) => new(
            Providers.Where(pair => isKept(pair.Value.Life)).ToDictionary(),
            ProviderContexts.Where(pair => isKept(pair.Value.Life)).ToDictionary(),
            SubLayers.Where(pair => isKept(pair.Value.Life)).ToDictionary(),
            Callouts.Where(pair => isKept(pair.Value.Life)).ToDictionary(),
            Filters.Where(pair => isKept(pair.Value.Life)).ToDictionary());
    }

    private sealed record Transaction(bool ReadOnly, State State)
    {
        /// <summary>It held the write lock for too long.</summary>
        public bool IsAborted { get; set; }
    }
}
