using Weir.Engine.Tests.Stores;

namespace Weir.Engine.Tests;

/// <summary>
/// What sessions, transactions, lifetimes and the store mean, with dictionaries that are copied whole. One filter layer, no weights.
/// </summary>
internal sealed partial class EngineModel(int sessionCount)
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
}
