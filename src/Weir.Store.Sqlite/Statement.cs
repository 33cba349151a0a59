using Microsoft.Data.Sqlite;

namespace Weir.Store.Sqlite;

/// <summary>A statement that is parsed once and run often, with its parameters in order.</summary>
internal sealed class Statement : IDisposable
{
    private readonly SqliteCommand _command;

    public Statement(SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        foreach (var parameter in parameters)
        {
            _command.Parameters.Add(new SqliteParameter { ParameterName = '$' + parameter });
        }

        _command.Prepare();
    }

    /// <summary>A statement that adds a row, with a parameter for each column.</summary>
    public static Statement Insert(SqliteConnection connection, string verb, string table, params string[] columns) => new(
        connection, $"{verb} INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(column => '$' + column))})", columns);

    /// <summary>A statement that deletes the row with a key.</summary>
    public static Statement Delete(SqliteConnection connection, string table) => new(
        connection, $"DELETE FROM {table} WHERE key = $key", "key");

    /// <summary>Runs it with these values, and says how many rows it changed.</summary>
    public int Run(params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            _command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return _command.ExecuteNonQuery();
    }

    public void Dispose() => _command.Dispose();
}
