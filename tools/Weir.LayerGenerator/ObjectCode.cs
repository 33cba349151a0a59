namespace Weir.LayerGenerator;

/// <summary>The code of the keys of built-in objects.</summary>
internal static class ObjectCode
{
    public static string SubLayers(LayerData data)
    {
        var code = new CodeWriter();
        code.Open("public static partial class SubLayers");
        foreach (var subLayer in data.SubLayers)
        {
            code.Summary($"{subLayer.Text} Weight 0x{subLayer.Weight:x4}. WFP: <c>FWPM_SUBLAYER_{subLayer.Name}</c>.");
            code.Line($"public static readonly Guid {Names.Of(subLayer.Name)} = new(\"{subLayer.Guid}\");");
            code.Line();
        }

        code.Text("Table", data.SubLayers.Select(subLayer => $"{subLayer.Guid}|{subLayer.Name}|{subLayer.Weight}|{subLayer.Text}"));
        code.Close();
        return code.ToString();
    }

    /// <summary>A class of names, for objects that Weir does not have.</summary>
    public static string Keys(string className, string summary, string prefix, IEnumerable<ObjectEntry> objects)
    {
        var code = new CodeWriter();
        List<ObjectEntry> entries = [.. objects];
        code.Line("/// <summary>");
        code.Line($"/// {summary}");
        code.Line("/// </summary>");
        code.Open($"public static class {className}");
        foreach (var entry in entries)
        {
            code.Summary($"WFP: <c>{prefix}{entry.Name}</c>.");
            code.Line($"public static readonly Guid {Names.Of(entry.Name)} = new(\"{entry.Guid}\");");
            code.Line();
        }

        code.Text("Table", entries.Select(entry => $"{entry.Guid} {entry.Name}"));
        code.Line();
        code.Summary($"WFP's name of the object with this key, without <c>{prefix}</c>; null when none has it.");
        code.Line("public static string? NameOf(Guid key) => BuiltInNames.Find(Table, key);");
        code.Line();
        code.Summary($"The key of the object with this name, without <c>{prefix}</c>; null when none has it.");
        code.Line("public static Guid? Find(string name) => BuiltInNames.FindKey(Table, name);");
        code.Close();
        return code.ToString();
    }
}
