using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Weir.Store.Sqlite;

/// <summary>Opens the database of a store, checks it, and brings it to the version that is wanted.</summary>
internal static class Database
{
    /// <exception cref="PolicyStoreException">The file is no sound store of a known version.</exception>
    /// <exception cref="SqliteException">SQLite cannot use the file.</exception>
    public static SqliteConnection Open(StoreFile file, Schema schema, TimeSpan lockTimeout)
    {
        var version = file.ReadVersion(schema.Version);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file.Path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)lockTimeout.TotalSeconds),
        }.ToString());
        try
        {
            connection.Open();

            // Until the store is known to be sound, closing it must not write the log back into the file.
            SetCheckpointOnClose(connection, false);
            Execute(connection, "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY");
            if (version > 0)
            {
                Check(connection, file.Path);
                version = ReadNumber(connection, "PRAGMA user_version");
            }

            if (version < schema.Version)
            {
                Migrate(connection, schema, version);
            }

            // Measured: a commit in the write-ahead log needs one fsync, with a rollback journal three or four.
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 4194304");
            SetCheckpointOnClose(connection, true);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>True while a transaction is open. SQLite ends one by itself after some failures.</summary>
    public static bool IsInTransaction(SqliteConnection connection) => sqlite3_get_autocommit(connection.Handle) == 0;

    /// <summary>Ends the open transaction, if any, without effect.</summary>
    public static void RollBack(SqliteConnection connection)
    {
        if (IsInTransaction(connection))
        {
            Execute(connection, "ROLLBACK");
        }
    }

    private static void Check(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        if ((string)command.ExecuteScalar()! is var result and not "ok")
        {
            throw Failure.Damaged(path, result);
        }
    }

    /// <summary>
    /// With a rollback journal, in which every version reaches the file's header with its commit: an older Weir can tell from the header
    /// that the store is not for it, without opening the log.
    /// </summary>
    private static void Migrate(SqliteConnection connection, Schema schema, long version)
    {
        Execute(connection, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL");
        for (; version < schema.Version; version++)
        {
            Execute(connection, "BEGIN EXCLUSIVE");
            try
            {
                Execute(connection, schema.Steps[(int)version]);
                Execute(connection, $"PRAGMA application_id = {StoreFile.ApplicationId}; PRAGMA user_version = {version + 1}");
                Execute(connection, "COMMIT");
            }
            catch
            {
                RollBack(connection);
                throw;
            }
        }
    }

    private static long ReadNumber(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static void SetCheckpointOnClose(SqliteConnection connection, bool value)
    {
        var result = sqlite3_db_config(connection.Handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, value ? 0 : 1, out _);
        if (result != SQLITE_OK)
        {
            throw new SqliteException("SQLite does not take SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE.", result);
        }
    }
}
