using System.Diagnostics;

namespace Weir.Store.Sqlite.Tests;

/// <summary>Files that a store is not opened from, each left as it is.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void A_second_engine_is_refused_at_once_while_the_first_has_the_file()
    {
        using var directory = new TemporaryDirectory();
        using (var first = SqlitePolicyStore.Open(directory.StorePath))
        {
            first.Add(Sample.Policy);
            var started = Stopwatch.GetTimestamp();
            AssertRefused(directory.StorePath, PolicyStoreError.InUse, "another engine uses it");
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(1));

            // The refusal has not taken the first engine's locks.
            first.Commit(new() { Deleted = Sample.KeysOf(Sample.Policy) });
        }

        using var second = SqlitePolicyStore.Open(directory.StorePath);
        Assert.Empty(second.Load().Filters);
    }

    [Fact]
    public void A_store_of_a_newer_version_is_left_alone()
    {
        using var directory = new TemporaryDirectory();
        MakeStore(directory.StorePath);
        Shell.Run(directory.StorePath, $"PRAGMA user_version = {Schema.Current.Version + 1}");
        AssertLeftAlone(directory, PolicyStoreError.NewerVersion, $"it has version {Schema.Current.Version + 1}");
    }

    [Theory]
    [InlineData("CREATE TABLE other (x)", "application_id 0x00000000")]
    [InlineData("PRAGMA application_id = 0x47504B47; CREATE TABLE other (x)", "application_id 0x47504b47")]
    [InlineData("PRAGMA journal_mode = WAL; CREATE TABLE other (x)", "application_id 0x00000000")]
    public void A_database_of_another_program_is_left_alone(string sql, string reason)
    {
        using var directory = new TemporaryDirectory();
        Shell.Run(directory.StorePath, sql);
        AssertLeftAlone(directory, PolicyStoreError.NotAStore, reason);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(99)]
    [InlineData(50_000)]
    public void A_file_of_another_kind_is_left_alone(int length)
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory.StorePath, new string('x', length));
        AssertLeftAlone(directory, PolicyStoreError.NotAStore, "another kind of file");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(4096)]
    [InlineData(40_000)]
    public void A_store_that_was_cut_short_is_left_alone(int length)
    {
        using var directory = new TemporaryDirectory();
        MakeStore(directory.StorePath);
        using (var file = File.OpenWrite(directory.StorePath))
        {
            Assert.True(file.Length > length);
            file.SetLength(length);
        }

        AssertLeftAlone(directory, PolicyStoreError.Damaged, ".recover");
    }

    [Fact]
    public void A_store_with_garbage_in_a_page_is_left_alone()
    {
        using var directory = new TemporaryDirectory();
        MakeStore(directory.StorePath);
        var bytes = File.ReadAllBytes(directory.StorePath);
        new Random(1).NextBytes(bytes.AsSpan(3 * 4096, 4096));
        File.WriteAllBytes(directory.StorePath, bytes);
        AssertLeftAlone(directory, PolicyStoreError.Damaged, "it is damaged");
    }

    [Fact]
    public void A_store_that_was_emptied_is_not_taken_for_a_new_one_while_its_log_is_there()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory.StorePath, "");
        File.WriteAllText(directory.StorePath + "-wal", "log");
        AssertLeftAlone(directory, PolicyStoreError.Damaged, "write-ahead log");
        Assert.Equal("log", File.ReadAllText(directory.StorePath + "-wal"));
    }

    [Fact]
    public void A_directory_or_a_path_into_none_is_refused()
    {
        using var directory = new TemporaryDirectory();
        AssertRefused(directory.Combine("."), PolicyStoreError.NotAStore, "this is a directory");
        AssertRefused(directory.Combine("missing/policy.db"), PolicyStoreError.NotFound, $"there is no directory {directory.Combine("missing")}");
        Assert.Throws<ArgumentException>(() => SqlitePolicyStore.Open(""));
    }

    [Fact]
    public void A_missing_file_is_made_only_when_that_is_wanted()
    {
        using var directory = new TemporaryDirectory();
        var refusal = Assert.Throws<PolicyStoreException>(
            () => SqlitePolicyStore.Open(directory.StorePath, new SqlitePolicyStoreOptions { CreateIfMissing = false }));
        Assert.Equal(PolicyStoreError.NotFound, refusal.Error);
        Assert.False(File.Exists(directory.StorePath));
    }

    [Fact]
    public void The_file_and_its_log_are_for_their_owner_only()
    {
        using var directory = new TemporaryDirectory();
        using var store = SqlitePolicyStore.Open(directory.StorePath);
        store.Add(Sample.Policy);
        foreach (var file in new[] { "", "-wal", "-shm" })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(directory.StorePath + file).UnixFileMode);
        }
    }

    [Fact]
    public void Only_the_one_file_is_left_when_the_store_is_closed()
    {
        using var directory = new TemporaryDirectory();
        MakeStore(directory.StorePath);
        Assert.Equal([directory.StorePath], Directory.GetFiles(Path.GetDirectoryName(directory.StorePath)!));
    }

    private static void MakeStore(string path)
    {
        using var store = SqlitePolicyStore.Open(path);
        store.Add(Sample.Policy);
    }

    private static void AssertLeftAlone(TemporaryDirectory directory, PolicyStoreError error, string reason)
    {
        var before = File.ReadAllBytes(directory.StorePath);
        AssertRefused(directory.StorePath, error, reason);
        Assert.Equal(before, File.ReadAllBytes(directory.StorePath));

        // Nor does the refusal keep anything locked.
        AssertRefused(directory.StorePath, error, reason);
    }

    private static void AssertRefused(string path, PolicyStoreError error, string reason)
    {
        var refusal = Assert.Throws<PolicyStoreException>(() => SqlitePolicyStore.Open(path));
        Assert.Equal(error, refusal.Error);
        Assert.Equal(Path.GetFullPath(path), refusal.Path);
        Assert.Contains(Path.GetFullPath(path), refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }
}
