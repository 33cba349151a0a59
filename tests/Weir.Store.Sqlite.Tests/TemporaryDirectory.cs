namespace Weir.Store.Sqlite.Tests;

/// <summary>A directory of a test's own, which goes with it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("weir-store-").FullName;

    /// <summary>Where the test's store is.</summary>
    public string StorePath => Combine("policy.db");

    public string Combine(string name) => Path.Combine(_path, name);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
