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
}
