using Microsoft.Data.Sqlite;
using Weir.Engine;

namespace Weir.Store.Sqlite;

/// <summary>
/// Keeps persistent and boot-time objects in a SQLite database, one transaction for each commit of the engine. When
/// <see cref="IPolicyStoreTransaction.Commit"/> returns, the commit is on the disk.
/// <code>
/// using var store = SqlitePolicyStore.Open("/var/lib/weir/policy.db");
/// using var engine = new FilterEngine(kernel, new FilterEngineOptions { Store = store });
/// </code>
/// The trap: SQLite keeps what is newest in a second file beside it, <c>policy.db-wal</c>, until the store is disposed, so do not copy the
/// file of a running engine; back it up with <c>sqlite3 policy.db ".backup copy.db"</c>.
/// </summary>
public sealed class SqlitePolicyStore : IPolicyStore
{
    private readonly StoreFile _file;
    private readonly SqliteConnection _connection;
    private readonly PolicyWriter _writer;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private StoreTransaction? _transaction;
    private bool _isDisposed;

    private SqlitePolicyStore(StoreFile file, SqliteConnection connection)
    {
        _file = file;
        _connection = connection;
        _writer = new PolicyWriter(connection, file.Path);
        _begin = new Statement(connection, "BEGIN IMMEDIATE");
        _commit = new Statement(connection, "COMMIT");
    }

    /// <summary>The whole path of the file.</summary>
    public string Path => _file.Path;

    /// <summary>The open file, for tests that ask SQLite about it.</summary>
    internal SqliteConnection Connection => _connection;

    /// <summary>
    /// Opens the store in a file for this engine alone, and makes it when it is not there, readable for its owner only. A store of
    /// an earlier version is brought to the present one.
    /// </summary>
    /// <param name="path">The file, on a local file system. Its directory must be there.</param>
    /// <param name="options">How to open it; null for the defaults.</param>
    /// <exception cref="PolicyStoreException">
    /// The file cannot be used: <see cref="PolicyStoreException.Error"/> says why, for example <see cref="PolicyStoreError.InUse"/> at once
    /// when another engine has it. A file that is refused is left as it is.
    /// </exception>
    public static SqlitePolicyStore Open(string path, SqlitePolicyStoreOptions? options = null) => Open(path, options, Schema.Current);

    /// <summary>Opens a store with a schema of any version.</summary>
    internal static SqlitePolicyStore Open(string path, SqlitePolicyStoreOptions? options, Schema schema)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new SqlitePolicyStoreOptions();
        var file = StoreFile.Open(path, options.CreateIfMissing);
        SqliteConnection? connection = null;
        try
        {
            connection = Database.Open(file, schema, options.LockTimeout);
            Labels.Refresh(connection);
            return new SqlitePolicyStore(file, connection);
        }
        catch (Exception failure)
        {
            connection?.Dispose();
            file.Dispose();
            throw failure is SqliteException ofSqlite ? Failure.Of(ofSqlite, file.Path) : failure;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="PolicyStoreException">The file cannot be read, or a row in it makes no sense.</exception>
    /// <exception cref="ObjectDisposedException">The store was disposed.</exception>
    public StoredPolicy Load()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        try
        {
            return new PolicyReader(_connection, Path).Read();
        }
        catch (SqliteException failure)
        {
            throw Failure.Of(failure, Path);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="PolicyStoreException">The file cannot take the change; the store has what it had before.</exception>
    /// <exception cref="ArgumentException">The change has an object that no store can keep.</exception>
    /// <exception cref="InvalidOperationException">The transaction before has not ended.</exception>
    /// <exception cref="ObjectDisposedException">The store was disposed.</exception>
    public IPolicyStoreTransaction Prepare(StoredPolicyChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_transaction is not null)
        {
            throw new InvalidOperationException("The transaction that was prepared before has not ended. Dispose it first.");
        }

        try
        {
            _begin.Run();
            _writer.Write(change);
        }
        catch (Exception failure)
        {
            RollBack();
            throw failure is SqliteException ofSqlite ? Failure.Of(ofSqlite, Path) : failure;
        }

        return _transaction = new StoreTransaction(this);
    }

    /// <summary>Closes the file. A transaction that has not ended is forgotten.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _transaction = null;
        RollBack();
        _writer.Dispose();
        _begin.Dispose();
        _commit.Dispose();
        _connection.Dispose();
        _file.Dispose();
    }

    private void Commit(StoreTransaction transaction)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_transaction != transaction)
        {
            throw new InvalidOperationException("The transaction has ended.");
        }

        _transaction = null;
        try
        {
            _commit.Run();
        }
        catch (SqliteException failure)
        {
            RollBack();
            ForgetFailedCommit();
            throw Failure.Of(failure, Path);
        }
    }

    private void Forget(StoreTransaction transaction)
    {
        if (_transaction == transaction)
        {
            _transaction = null;
            RollBack();
        }
    }

    private void RollBack()
    {
        try
        {
            Database.RollBack(_connection);
        }
        catch (SqliteException)
        {
            // The file is in trouble, of which the next use of the store will tell; what is not committed is gone either way.
        }
    }

    /// <summary>
    /// A commit that failed while it was put on the disk may stand in the log all the same, behind its end, and a recovery would find it.
    /// Emptying the log takes it away.
    /// </summary>
    private void ForgetFailedCommit()
    {
        try
        {
            Database.Execute(_connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException)
        {
            // The disk takes nothing at all. The next commit that it does take overwrites that place.
        }
    }

    /// <summary>What <see cref="Prepare"/> has written.</summary>
    private sealed class StoreTransaction(SqlitePolicyStore store) : IPolicyStoreTransaction
    {
        public void Commit() => store.Commit(this);

        public void Dispose() => store.Forget(this);
    }
}
