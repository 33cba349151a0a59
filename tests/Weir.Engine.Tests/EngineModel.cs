namespace Weir.Engine.Tests;

/// <summary>What sessions and transactions mean, with dictionaries that are copied whole. One filter layer, no weights.</summary>
internal sealed class EngineModel(int sessionCount)
{
    private readonly Transaction?[] _transactions = new Transaction?[sessionCount];
    private readonly int[] _generation = new int[sessionCount];
    private readonly List<Owner> _orphaned = [];
    private int _lastSerial;

    public State Committed { get; private set; } = State.Initial;

    /// <summary>The next change of the policy will be refused by the kernel, once.</summary>
    public bool RefuseNext { get; set; }

    /// <summary>The next filter that names <see cref="Registered"/> will be refused by the callout, once.</summary>
    public bool RefuseNextFilter { get; set; }

    /// <summary>Key of the one callout that is registered.</summary>
    public static Guid Registered { get; } = Guid.NewGuid();

    /// <summary>Whether a write transaction is open.</summary>
    public bool IsWriterTaken => _transactions.Any(transaction => transaction is { ReadOnly: false });

    public static bool IsDynamic(int session) => session < 2;

    public State ViewOf(int session) => _transactions[session]?.State ?? Committed;

    public void Begin(int session, bool readOnly)
    {
        Require(_transactions[session] is null, FwpError.TxnInProgress);
        Require(readOnly || !IsWriterTaken, FwpError.Timeout);
        _transactions[session] = new Transaction(readOnly, readOnly ? Committed : Committed.Copy());
    }

    public void Commit(int session)
    {
        var transaction = _transactions[session] ?? throw Refusal(FwpError.NoTxnInProgress);
        _transactions[session] = null;
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
        if (!transaction.ReadOnly)
        {
            WriterLeaves();
        }
    }

    public void EndSession(int session)
    {
        var owner = OwnerOf(session);
        _generation[session]++;
        var hadWriteTransaction = _transactions[session] is { ReadOnly: false };
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

    public void AddProvider(int session, Guid key) => Write(session, state =>
    {
        Require(!state.Providers.ContainsKey(key), FwpError.AlreadyExists);
        state.Providers.Add(key, new Provider(OwnerOf(session), ++_lastSerial));
    });

    public void DeleteProvider(int session, Guid key) => Write(session, state =>
    {
        Require(state.Providers.TryGetValue(key, out var provider), FwpError.ProviderNotFound);
        RequireDeletable(session, provider!.Owner);
        Require(state.SubLayers.Values.All(subLayer => subLayer.Provider != key), FwpError.InUse);
        Require(state.ProviderContexts.Values.All(context => context.Provider != key), FwpError.InUse);
        Require(state.Callouts.Values.All(callout => callout.Provider != key), FwpError.InUse);
        Require(state.Filters.Values.All(filter => filter.Provider != key), FwpError.InUse);
        state.Providers.Remove(key);
    });

    public void AddProviderContext(int session, Guid key, Guid providerKey) => Write(session, state =>
    {
        Require(!state.ProviderContexts.ContainsKey(key), FwpError.AlreadyExists);
        RequireProvider(session, state, providerKey);
        state.ProviderContexts.Add(key, new ProviderContext(OwnerOf(session), providerKey, ++_lastSerial));
    });

    public void DeleteProviderContext(int session, Guid key) => Write(session, state =>
    {
        Require(state.ProviderContexts.TryGetValue(key, out var context), FwpError.ProviderContextNotFound);
        RequireDeletable(session, context!.Owner);
        Require(state.Filters.Values.All(filter => filter.ProviderContext != key), FwpError.InUse);
        state.ProviderContexts.Remove(key);
    });

    public void AddSubLayer(int session, Guid key, Guid providerKey) => Write(session, state =>
    {
        Require(!state.SubLayers.ContainsKey(key), FwpError.AlreadyExists);
        RequireProvider(session, state, providerKey);
        state.SubLayers.Add(key, new SubLayer(OwnerOf(session), providerKey, ++_lastSerial));
    });

    public void DeleteSubLayer(int session, Guid key) => Write(session, state =>
    {
        Require(state.SubLayers.TryGetValue(key, out var subLayer), FwpError.SublayerNotFound);
        Require(key != SubLayers.Universal, FwpError.BuiltinObject);
        RequireDeletable(session, subLayer!.Owner);
        Require(state.Filters.Values.All(filter => filter.SubLayer != key), FwpError.InUse);
        state.SubLayers.Remove(key);
    });

    public void AddCallout(int session, Guid key, Guid providerKey) => Write(session, state =>
    {
        Require(!state.Callouts.ContainsKey(key), FwpError.AlreadyExists);
        RequireProvider(session, state, providerKey);
        state.Callouts.Add(key, new Callout(OwnerOf(session), providerKey, ++_lastSerial));
    });

    public void DeleteCallout(int session, Guid key) => Write(session, state =>
    {
        Require(state.Callouts.TryGetValue(key, out var callout), FwpError.CalloutNotFound);
        RequireDeletable(session, callout!.Owner);
        Require(state.Filters.Values.All(filter => filter.Callout != key), FwpError.InUse);
        state.Callouts.Remove(key);
    });

    /// <summary>Adds a filter. Provider, callout and provider context are none when all zero; only the registered callout uses contexts.</summary>
    public void AddFilter(
        int session, Guid key, Guid subLayerKey, Guid providerKey, Guid calloutKey = default, Guid contextKey = default) => Write(session, state =>
    {
        Require(!state.Filters.ContainsKey(key), FwpError.AlreadyExists);
        Require(state.SubLayers.TryGetValue(subLayerKey, out var subLayer), FwpError.SublayerNotFound);
        RequireLivesOn(session, subLayer!.Owner);
        RequireProvider(session, state, providerKey);
        if (contextKey != Guid.Empty)
        {
            Require(state.ProviderContexts.TryGetValue(contextKey, out var context), FwpError.ProviderContextNotFound);
            RequireLivesOn(session, context!.Owner);
        }

        if (calloutKey != Guid.Empty)
        {
            Require(state.Callouts.TryGetValue(calloutKey, out var callout), FwpError.CalloutNotFound);
            Require(contextKey == Guid.Empty || calloutKey == Registered, FwpError.ContextIncompatibleWithCallout);
            RequireLivesOn(session, callout!.Owner);
        }

        if (calloutKey == Registered && RefuseNextFilter)
        {
            RefuseNextFilter = false;
            throw Refusal(FwpError.CalloutNotificationFailed);
        }

        state.Filters.Add(key, new Filter(OwnerOf(session), subLayerKey, providerKey, calloutKey, contextKey, ++_lastSerial));
    });

    public void DeleteFilter(int session, Guid key) => Write(session, state =>
    {
        Require(state.Filters.TryGetValue(key, out var filter), FwpError.FilterNotFound);
        RequireDeletable(session, filter!.Owner);
        state.Filters.Remove(key);
    });

    private void Write(int session, Action<State> change)
    {
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

        if (RefuseNext)
        {
            RefuseNext = false;
            throw new RecordingKernel.RefusedException();
        }

        Committed = state;
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

    private void RequireDeletable(int session, Owner? owner)
    {
        if (owner != OwnerOf(session))
        {
            throw Refusal(owner is null ? FwpError.DynamicSessionInProgress : FwpError.WrongSession);
        }
    }

    /// <summary>What the session adds now can refer to an object of this owner.</summary>
    private void RequireLivesOn(int session, Owner? owner) =>
        Require(owner is null || owner == OwnerOf(session), FwpError.LifetimeMismatch);

    private void RequireProvider(int session, State state, Guid key)
    {
        if (key != Guid.Empty)
        {
            Require(state.Providers.TryGetValue(key, out var provider), FwpError.ProviderNotFound);
            RequireLivesOn(session, provider!.Owner);
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

    /// <summary>The serial number tells an object from a later one under the same key.</summary>
    internal sealed record Provider(Owner? Owner, int Serial);

    internal sealed record ProviderContext(Owner? Owner, Guid Provider, int Serial);

    internal sealed record SubLayer(Owner? Owner, Guid Provider, int Serial);

    internal sealed record Callout(Owner? Owner, Guid Provider, int Serial);

    internal sealed record Filter(Owner? Owner, Guid SubLayer, Guid Provider, Guid Callout, Guid ProviderContext, int Serial);

    internal sealed record State(
        Dictionary<Guid, Provider> Providers,
        Dictionary<Guid, ProviderContext> ProviderContexts,
        Dictionary<Guid, SubLayer> SubLayers,
        Dictionary<Guid, Callout> Callouts,
        Dictionary<Guid, Filter> Filters)
    {
        public static State Initial => new(
            [], [], new() { [Engine.SubLayers.Universal] = new SubLayer(Owner: null, Provider: Guid.Empty, Serial: 0) }, [], []);

        public State Copy() => new(new(Providers), new(ProviderContexts), new(SubLayers), new(Callouts), new(Filters));

        public State Without(Owner owner) => new(
            Providers.Where(pair => pair.Value.Owner != owner).ToDictionary(),
            ProviderContexts.Where(pair => pair.Value.Owner != owner).ToDictionary(),
            SubLayers.Where(pair => pair.Value.Owner != owner).ToDictionary(),
            Callouts.Where(pair => pair.Value.Owner != owner).ToDictionary(),
            Filters.Where(pair => pair.Value.Owner != owner).ToDictionary());

        public bool IsSameAs(State other) =>
            Providers.ToHashSet().SetEquals(other.Providers)
            && ProviderContexts.ToHashSet().SetEquals(other.ProviderContexts)
            && SubLayers.ToHashSet().SetEquals(other.SubLayers)
            && Callouts.ToHashSet().SetEquals(other.Callouts)
            && Filters.ToHashSet().SetEquals(other.Filters);
    }

    private sealed record Transaction(bool ReadOnly, State State);
}
