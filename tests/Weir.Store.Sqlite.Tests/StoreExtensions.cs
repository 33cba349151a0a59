using Weir.Engine;

namespace Weir.Store.Sqlite.Tests;

/// <summary>Short forms of what tests do with stores over and over.</summary>
internal static class StoreExtensions
{
    /// <summary>Commits additions.</summary>
    public static void Add(this IPolicyStore store, StoredPolicy added) => store.Commit(new StoredPolicyChange { Added = added });

    public static void Commit(this IPolicyStore store, StoredPolicyChange change)
    {
        using var transaction = store.Prepare(change);
        transaction.Commit();
    }

    /// <summary>Opens a store, and gives it what it holds.</summary>
    public static StoredPolicy LoadOnce(string path)
    {
        using var store = SqlitePolicyStore.Open(path, new SqlitePolicyStoreOptions { CreateIfMissing = false });
        return store.Load();
    }

    /// <summary>Insists that both hold equal objects in the same order.</summary>
    public static void AssertSame(StoredPolicy expected, StoredPolicy actual)
    {
        Assert.Equal(expected.Providers, actual.Providers);
        Assert.Equal(expected.ProviderContexts, actual.ProviderContexts);
        Assert.Equal(expected.SubLayers, actual.SubLayers);
        Assert.Equal(expected.Callouts, actual.Callouts);
        Assert.Equal(expected.Filters, actual.Filters);
        Assert.Equal(expected.Security, actual.Security);
    }
}
