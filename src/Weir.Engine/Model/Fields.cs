namespace Weir.Engine;

/// <summary>
/// The fields that conditions can test (WFP: <c>FWPM_CONDITION_*</c>), and those that Weir adds. Which layer has which field, and its
/// type there, is in <see cref="Layer.Fields"/>. Addresses and ports are in host order everywhere.
/// </summary>
public static partial class Fields
{
    private static readonly string[] s_rows = Table.Split('\n');
    private static readonly FieldName?[] s_names = new FieldName?[s_rows.Length];

    /// <summary>
    /// The name of the field without <c>FWPM_CONDITION_</c>, or null for a key that Weir does not know. Where WFP has several names for one
    /// key, this is the first; a layer may know the field by another one (<see cref="LayerField.Name"/>).
    /// </summary>
    public static string? NameOf(FieldKey key) => key.Name;

    /// <summary>The field with this name, which may be an alias; null when there is none.</summary>
    /// <param name="name">WFP's name without <c>FWPM_CONDITION_</c>, in capitals.</param>
    public static FieldKey? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Lookup.ByName.TryGetValue(name, out var index) ? new FieldKey(Known(index)) : null;
    }

    internal static FieldName? Known(Guid guid) => Lookup.ByGuid.TryGetValue(guid, out var index) ? Known(index) : null;

    private static FieldName Known(int index)
    {
        ref var name = ref s_names[index];
        return name ?? Interlocked.CompareExchange(ref name, Create(s_rows[index]), null) ?? name;
    }

    private static FieldName Create(string row) => new(GuidOf(row), NameOf(row));

    private static Guid GuidOf(string row) => Guid.ParseExact(row.AsSpan(0, 36), "D");

    private static string NameOf(string row) => row[37..];

    /// <summary>Made by the first who looks for a field; those who name one need none of it.</summary>
    private static class Lookup
    {
        public static readonly Dictionary<Guid, int> ByGuid = s_rows.Index().ToDictionary(row => GuidOf(row.Item), row => row.Index);
        public static readonly Dictionary<string, int> ByName = Names();

        private static Dictionary<string, int> Names()
        {
            var names = s_rows.Index().ToDictionary(row => NameOf(row.Item), row => row.Index);
            foreach (var alias in Aliases.Split('\n'))
            {
                var space = alias.IndexOf(' ');
                names.Add(alias[..space], names[alias[(space + 1)..]]);
            }

            return names;
        }
    }
}
