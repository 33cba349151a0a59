namespace Weir.LayerGenerator;

/// <summary>The code of <c>Fields</c>.</summary>
internal static class FieldCode
{
    public static string Fields(LayerData data)
    {
        var code = new CodeWriter();
        List<(string Name, Guid Guid, string Text, bool IsExtension)> fields =
        [
            .. data.Conditions.Select(condition => (condition.Name, condition.Guid, condition.Text, false)),
            .. data.Extensions.Where(extension => extension.Guid is not null).Select(extension => (extension.Name, extension.Guid!.Value, extension.Text!, true)),
        ];
        code.Open("public static partial class Fields");
        foreach (var (index, (name, _, text, isExtension)) in fields.Index())
        {
            var prefix = isExtension ? "Weir's extension. " : "";
            code.Summary($"{prefix}{text} {TypesOf(data, name)} {(isExtension ? "" : $"WFP: <c>FWPM_CONDITION_{name}</c>.")}".TrimEnd());
            code.Line($"public static FieldKey {Names.Of(name)} => new(Known({index}));");
            code.Line();
        }

        foreach (var (alias, name) in data.Aliases)
        {
            code.Summary($"The same as <see cref=\"{Names.Of(name)}\"/>. WFP: <c>FWPM_CONDITION_{alias}</c>.");
            code.Line($"public static FieldKey {Names.Of(alias)} => {Names.Of(name)};");
            code.Line();
        }

        code.Text("Table", fields.Select(field => $"{field.Guid} {field.Name}"));
        code.Line();
        code.Text("Aliases", data.Aliases.Select(alias => $"{alias.Key} {alias.Value}"));
        code.Close();
        return code.ToString();
    }

    private static string TypesOf(LayerData data, string name)
    {
        var own = data.Layers.SelectMany(layer => layer.Fields).Where(field => field.Condition == name).Select(field => field.Type);
        var added = data.Extensions.Where(extension => extension.Name == name).Select(extension => extension.Type);
        string[] types = [.. own.Concat(added).Distinct()];
        return types.Length == 0 ? "At no layer." : string.Join(" or ", types) + ".";
    }
}
