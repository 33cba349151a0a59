namespace Weir.Engine;

/// <summary>Looks into the generated tables of keys and names.</summary>
internal static class BuiltInNames
{
    /// <param name="table">A line for each object: its key, a blank, its name.</param>
    /// <param name="key">The key to look for.</param>
    public static string? Find(string table, Guid key)
    {
        var start = table.IndexOf($"{key} ", StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        var name = table.AsSpan(start + 37);
        var end = name.IndexOf('\n');
        return (end < 0 ? name : name[..end]).ToString();
    }

    /// <param name="table">A line for each object: its key, a blank, its name.</param>
    /// <param name="name">The name to look for.</param>
    public static Guid? FindKey(string table, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (var line in table.EnumerateLines())
        {
            if (line[37..].SequenceEqual(name))
            {
                return Guid.ParseExact(line[..36], "D");
            }
        }

        return null;
    }
}
