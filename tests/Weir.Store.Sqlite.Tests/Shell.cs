using Microsoft.Data.Sqlite;

namespace Weir.Store.Sqlite.Tests;

/// <summary>A person with the <c>sqlite3</c> shell: another connection to the file of a store.</summary>
internal sealed class Shell : IDisposable
{
    private readonly SqliteConnection _connection;

    public Shell(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
    }

    /// <summary>Runs SQL on a file and lets go of it.</summary>
    public static void Run(string path, string sql)
    {
        using var shell = new Shell(path);
        shell.Run(sql);
    }

    public void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The rows, with a bar between their columns.</summary>
    public string[] Query(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)));
        }

        return [.. rows];
    }

    public void Dispose() => _connection.Dispose();
}
