using System.Diagnostics;
using Weir.Engine;

namespace Weir.Store.Sqlite.Tests;

public sealed class TransactionTests
{
    private static readonly StoredPolicyChange s_addition = new() { Added = Sample.Policy };

    [Fact]
    public void What_is_prepared_counts_from_its_commit_on()
    {
        using var directory = new TemporaryDirectory();
        using (var store = SqlitePolicyStore.Open(directory.StorePath))
        {
            using (store.Prepare(s_addition))
            {
                using var shell = new Shell(directory.StorePath);
                Assert.Equal(["0"], shell.Query("SELECT count(*) FROM filter"));
            }

            Assert.True(store.Load().IsEmpty);
            using var transaction = store.Prepare(s_addition);
            transaction.Commit();
        }

        StoreExtensions.AssertSame(Sample.Policy, StoreExtensions.LoadOnce(directory.StorePath));
    }

    [Fact]
    public void Closing_the_store_forgets_what_is_not_committed()
    {
        using var directory = new TemporaryDirectory();
        var store = SqlitePolicyStore.Open(directory.StorePath);
        var transaction = store.Prepare(s_addition);
        store.Dispose();
        store.Dispose();

        Assert.Throws<ObjectDisposedException>(transaction.Commit);
        transaction.Dispose();
        Assert.Throws<ObjectDisposedException>(store.Load);
        Assert.Throws<ObjectDisposedException>(() => store.Prepare(s_addition));
        Assert.True(StoreExtensions.LoadOnce(directory.StorePath).IsEmpty);
    }

    [Fact]
    public void One_transaction_at_a_time_and_each_ends_once()
    {
        using var directory = new TemporaryDirectory();
        using var store = SqlitePolicyStore.Open(directory.StorePath);
        var first = store.Prepare(s_addition);
        Assert.Throws<InvalidOperationException>(() => store.Prepare(s_addition));
        first.Commit();
        Assert.Throws<InvalidOperationException>(first.Commit);

        using var second = store.Prepare(new StoredPolicyChange { Deleted = Sample.KeysOf(Sample.Policy) });
        first.Dispose();
        second.Commit();
        Assert.Empty(store.Load().Filters);
    }

    [Fact]
    public void A_commit_that_does_not_fit_the_file_is_refused_whole()
    {
        using var directory = new TemporaryDirectory();
        using var store = SqlitePolicyStore.Open(directory.StorePath);
        store.Add(Sample.Policy);
        var unknown = new StoredObjectKey(ObjectKind.SubLayer, Guid.NewGuid());

        AssertChanged(new StoredPolicyChange { Deleted = [.. Sample.KeysOf(Sample.Policy), unknown] }, $"no sublayer {unknown.Key}");
        AssertChanged(s_addition, "an object already that the engine adds");

        void AssertChanged(StoredPolicyChange change, string reason)
        {
            var refusal = Assert.Throws<PolicyStoreException>(() => store.Prepare(change));
            Assert.Equal(PolicyStoreError.Changed, refusal.Error);
            Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
            StoreExtensions.AssertSame(Sample.Policy, store.Load());
        }
    }

    [Fact]
    public void What_cannot_be_stored_is_refused_and_nothing_of_its_commit_is_kept()
    {
        using var directory = new TemporaryDirectory();
        using var store = SqlitePolicyStore.Open(directory.StorePath);
        var payload = new ProviderContextSpec { Key = Guid.NewGuid(), Name = "an object", Payload = new object(), Persistent = true };
        AssertRefused(Sample.Policy with { ProviderContexts = [new StoredProviderContext(payload, 1)] }, "'an object' has a payload");
        AssertRefused(Sample.Policy with { Filters = [Sample.Policy.Filters[0] with { Id = ulong.MaxValue }] }, "id 18446744073709551615");
        Assert.Throws<ArgumentException>(() => store.Prepare(new StoredPolicyChange { Deleted = [new StoredObjectKey(ObjectKind.Layer, Guid.NewGuid())] }));
        Assert.True(store.Load().IsEmpty);

        void AssertRefused(StoredPolicy added, string reason) =>
            Assert.Contains(reason, Assert.Throws<ArgumentException>(() => store.Add(added)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_writes_to_the_file_is_waited_for_so_long()
    {
        using var directory = new TemporaryDirectory();
        using var store = SqlitePolicyStore.Open(directory.StorePath, new SqlitePolicyStoreOptions { LockTimeout = TimeSpan.FromSeconds(1) });
        using var shell = new Shell(directory.StorePath);
        shell.Run("BEGIN IMMEDIATE");
        var started = Stopwatch.GetTimestamp();
        var refusal = Assert.Throws<PolicyStoreException>(() => store.Prepare(s_addition));
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0.9, 4);
        Assert.Equal(PolicyStoreError.InUse, refusal.Error);

        shell.Run("ROLLBACK");
        store.Add(Sample.Policy);
        StoreExtensions.AssertSame(Sample.Policy, store.Load());
    }

    [Fact]
    public void A_commit_is_on_the_disk_before_it_returns()
    {
        using var directory = new TemporaryDirectory();
        using var store = SqlitePolicyStore.Open(directory.StorePath);
        using var command = store.Connection.CreateCommand();
        command.CommandText = "SELECT synchronous, journal_mode FROM pragma_synchronous, pragma_journal_mode";
        using var settings = command.ExecuteReader();
        Assert.True(settings.Read());
        Assert.Equal((2, "wal"), (settings.GetInt32(0), settings.GetString(1)));
    }
}
