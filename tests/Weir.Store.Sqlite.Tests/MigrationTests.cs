using System.Reflection;

namespace Weir.Store.Sqlite.Tests;

/// <summary>
/// Stores of earlier versions. What a store of the first looks like is kept in <c>Fixtures/version-1.sql</c>, made by
/// the first Weir that had stores, and the steps that follow it here are the tests' own.
/// </summary>
public sealed class MigrationTests
{
    private const string AddColumn = "ALTER TABLE filter ADD COLUMN note TEXT; UPDATE filter SET note = name";

    private static readonly Schema s_later = new([.. Schema.Current.Steps, AddColumn, "CREATE TABLE more (x); UPDATE nowhere SET x = 1"]);

    [Fact]
    public void A_store_of_version_1_is_read()
    {
        using var directory = new TemporaryDirectory();
        MakeVersion1(directory.StorePath);
        StoreExtensions.AssertSame(Sample.Policy, StoreExtensions.LoadOnce(directory.StorePath));
    }

    /// <summary>A released step never changes. New layouts are new steps.</summary>
    [Fact]
    public void The_first_step_makes_what_it_always_made()
    {
        const string Layout = "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name";
        using var directory = new TemporaryDirectory();
        MakeVersion1(directory.StorePath);
        Shell.Run(directory.Combine("new.db"), Schema.Current.Steps[0]);
        using var old = new Shell(directory.StorePath);
        using var made = new Shell(directory.Combine("new.db"));
        Assert.Equal(old.Query(Layout), made.Query(Layout));
    }

    [Fact]
    public void Steps_that_are_missing_are_made_up_for_and_the_older_Weir_then_refuses()
    {
        using var directory = new TemporaryDirectory();
        MakeVersion1(directory.StorePath);
        using (var store = SqlitePolicyStore.Open(directory.StorePath, null, new Schema([.. Schema.Current.Steps, AddColumn])))
        {
            StoreExtensions.AssertSame(Sample.Policy, store.Load());
            using var shell = new Shell(directory.StorePath);
            Assert.Equal(["boot time"], shell.Query("SELECT note FROM filter WHERE id = 9"));
        }

        var before = File.ReadAllBytes(directory.StorePath);
        Assert.Equal(PolicyStoreError.NewerVersion, Assert.Throws<PolicyStoreException>(() => SqlitePolicyStore.Open(directory.StorePath)).Error);
        Assert.Equal(before, File.ReadAllBytes(directory.StorePath));
    }

    [Fact]
    public void A_step_that_fails_leaves_the_version_before_it()
    {
        using var directory = new TemporaryDirectory();
        MakeVersion1(directory.StorePath);
        Assert.Throws<PolicyStoreException>(() => SqlitePolicyStore.Open(directory.StorePath, null, s_later));

        using var shell = new Shell(directory.StorePath);
        Assert.Equal([$"{s_later.Version - 1}"], shell.Query("PRAGMA user_version"));
        Assert.Equal(["boot time"], shell.Query("SELECT note FROM filter WHERE id = 9"));
        Assert.Equal(["0"], shell.Query("SELECT count(*) FROM sqlite_schema WHERE name = 'more'"));
        shell.Dispose();
        using var store = SqlitePolicyStore.Open(directory.StorePath, null, new Schema([.. s_later.Steps.Take(s_later.Version - 1)]));
        StoreExtensions.AssertSame(Sample.Policy, store.Load());
    }

    /// <summary>Killed when the pages of the first step were in the file, and their journal was still there to take them back.</summary>
    [Fact]
    public void A_creation_that_was_cut_off_is_begun_again()
    {
        using var directory = new TemporaryDirectory();
        using (var shell = new Shell(directory.StorePath))
        {
            // With hardly any cache, pages go to the file before the commit, and their journal before them.
            shell.Run($"PRAGMA cache_size = 1; BEGIN EXCLUSIVE; {Schema.Current.Steps[0]}; PRAGMA application_id = {StoreFile.ApplicationId}; PRAGMA user_version = 1");
            shell.Run("CREATE TABLE filler AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 5000) SELECT x, hex(randomblob(100)) FROM n");
            Copy("-journal");
            shell.Run("COMMIT");
            Copy("");
        }

        Assert.NotEqual(0, new FileInfo(directory.Combine("cut.db")).Length);
        using var store = SqlitePolicyStore.Open(directory.Combine("cut.db"));
        Assert.True(store.Load().IsEmpty);
        using var after = new Shell(directory.Combine("cut.db"));
        Assert.Equal(["0"], after.Query("SELECT count(*) FROM sqlite_schema WHERE name = 'filler'"));
        store.Add(Sample.Policy);
        StoreExtensions.AssertSame(Sample.Policy, store.Load());

        void Copy(string suffix)
        {
            using var from = new FileStream(directory.StorePath + suffix, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var to = File.Create(directory.Combine("cut.db" + suffix));
            from.CopyTo(to);
        }
    }

    private static void MakeVersion1(string path)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("version-1.sql")!;
        using var reader = new StreamReader(stream);
        Shell.Run(path, reader.ReadToEnd());
        Shell.Run(path, "PRAGMA journal_mode = WAL");
    }
}
