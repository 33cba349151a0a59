namespace Weir.Store.Sqlite;

/// <summary>How to open a <see cref="SqlitePolicyStore"/>.</summary>
public sealed record SqlitePolicyStoreOptions
{
    /// <summary>Whether to make the file when it is not there. The directory must be there in any case.</summary>
    public bool CreateIfMissing { get; init; } = true;

    /// <summary>
    /// How long to wait, in whole seconds of at least one, for a program such as the <c>sqlite3</c> shell that writes to the file at the
    /// moment. Another engine is never waited for.
    /// </summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
