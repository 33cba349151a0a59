namespace Weir.Engine.Tests.Stores;

/// <summary>A store in memory that fails when a test wants it to, and counts what it was asked for.</summary>
internal sealed class UnreliableStore : IPolicyStore
{
    private readonly InMemoryPolicyStore _inner = new();

    /// <summary>Fail the next call of <see cref="Prepare"/>.</summary>
    public bool FailPrepare { get; set; }

    /// <summary>Fail the next commit of a transaction.</summary>
    public bool FailCommit { get; set; }

    /// <summary>Runs before each commit of a transaction.</summary>
    public Action BeforeCommit { get; set; } = () => { };

    public int CommitCount { get; private set; }

    /// <summary>Transactions that were begun and have not ended.</summary>
    public int OpenCount { get; private set; }

    public StoredPolicyChange? LastChange { get; private set; }

    public StoredPolicy Load() => _inner.Load();

    public IPolicyStoreTransaction Prepare(StoredPolicyChange change)
    {
        Assert.Equal(0, OpenCount);
        Assert.False(change.IsEmpty);
        if (FailPrepare)
        {
            FailPrepare = false;
            throw new BrokenException("prepare");
        }

        LastChange = change;
        OpenCount++;
        return new Transaction(this, _inner.Prepare(change));
    }

    public void Dispose() => _inner.Dispose();

    internal sealed class BrokenException(string where) : Exception($"broken in {where}");

    private sealed class Transaction(UnreliableStore store, IPolicyStoreTransaction inner) : IPolicyStoreTransaction
    {
        public void Commit()
        {
            store.BeforeCommit();
            if (store.FailCommit)
            {
                store.FailCommit = false;
                throw new BrokenException("commit");
            }

            inner.Commit();
            store.CommitCount++;
        }

        public void Dispose()
        {
            inner.Dispose();
            store.OpenCount--;
        }
    }
}
