using Microsoft.Data.Sqlite;
using Weir.Engine;

namespace Weir.Store.Sqlite;

/// <summary>
/// The table <c>label</c>: names of layers, fields and built-in sublayers beside their numbers and keys, for the views that people read.
/// Weir does not read it; it puts in what it knows and the table lacks.
/// </summary>
internal static class Labels
{
    /// <exception cref="SqliteException">SQLite cannot read or write.</exception>
    public static void Refresh(SqliteConnection connection)
    {
        var known = new HashSet<(string Kind, object Value, string Name)>(Known());
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "SELECT kind, value, name FROM label";
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                known.Remove((rows.GetString(0), rows.GetValue(1), rows.GetString(2)));
            }
        }

        if (known.Count == 0)
        {
            return;
        }

        using var insert = Statement.Insert(connection, "INSERT OR REPLACE", "label", "kind", "value", "name");
        Database.Execute(connection, "BEGIN IMMEDIATE");
        try
        {
            foreach (var (kind, value, name) in known)
            {
                insert.Run(kind, value, name);
            }

            Database.Execute(connection, "COMMIT");
        }
        catch
        {
            Database.RollBack(connection);
            throw;
        }
    }

    private static IEnumerable<(string Kind, object Value, string Name)> Known()
    {
        foreach (var layer in Layers.All)
        {
            yield return ("layer", (long)layer.Id, layer.Name);
            foreach (var field in layer.Fields)
            {
                yield return ("field", field.Key.Guid.ToString(), field.Key.ToString());
            }
        }

        foreach (var subLayer in PolicySnapshot.Initial.SubLayersByWeight)
        {
            yield return ("sublayer", subLayer.Key.ToString(), subLayer.Spec.Name);
        }
    }
}
