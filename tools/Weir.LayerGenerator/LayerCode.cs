namespace Weir.LayerGenerator;

/// <summary>The code of <c>LayerId</c> and <c>Layers</c>.</summary>
internal static class LayerCode
{
    public static string LayerId(LayerData data)
    {
        var code = new CodeWriter();
        code.Line("/// <summary>");
        code.Line("/// Run-time id of a built-in layer: a point in the network stack where traffic is classified. The numbers are WFP's");
        code.Line("/// <c>FWPS_LAYER_*</c>. <see cref=\"Layers\"/> has the description of each.");
        code.Line("/// </summary>");
        code.Open("public enum LayerId : ushort");
        foreach (var layer in data.Layers)
        {
            if (layer.Id != 0)
            {
                code.Line();
            }

            code.Summary(SummaryOf(data, layer));
            code.Line($"{Names.Of(layer.Name)} = {layer.Id},");
        }

        code.Close();
        return code.ToString();
    }

    public static string Layers(LayerData data)
    {
        var code = new CodeWriter();
        code.Open("public static partial class Layers");
        foreach (var layer in data.Layers)
        {
            code.Summary($"{SummaryOf(data, layer)} WFP: <c>FWPM_LAYER_{layer.Name}</c>{(layer.Official ? "" : ", a name that WFP does not publish")}.");
            code.Line($"public static Layer {Names.Of(layer.Name)} => Get(LayerId.{Names.Of(layer.Name)});");
            code.Line();
        }

        code.Text("Table", data.Layers.Select(layer => RowOf(data, layer)));
        code.Line();
        code.Text("Families", data.Families.Select(family => $"{family.Key} {family.Value}"));
        code.Close();
        return code.ToString();
    }

    private static string SummaryOf(LayerData data, LayerEntry layer)
    {
        var version = layer.IpVersion is { } number ? $"IPv{number}. " : "";
        return layer.Discard
            ? $"{version}What was discarded at <see cref=\"{Names.Of(layer.Name.Replace("_DISCARD", ""))}\"/>."
            : version + data.Families[layer.Family];
    }

    /// <summary>Key, name, name for people, family, IP version, marks and fields.</summary>
    private static string RowOf(LayerData data, LayerEntry layer)
    {
        if (layer.DefaultSubLayer != "UNIVERSAL" || !layer.Flags.Contains("BUILTIN"))
        {
            throw new InvalidDataException($"{layer.Name} is not like the others.");
        }

        var marks = (layer.Flags.Contains("KERNEL") ? "k" : "")
            + (layer.Flags.Contains("CLASSIFY_MOSTLY") ? "c" : "")
            + (layer.Flags.Contains("BUFFERED") ? "b" : "")
            + (layer.Discard ? "d" : "");
        var own = layer.Fields.Select(field => $"{field.Condition}{(field.Name is null ? "" : "=" + field.Name)}:{CodeOf(field.Type, field.Kind)}");
        var added = data.ExtensionsAt(layer).Select(extension => $"+{extension.Name}:{CodeOf(extension.Type, "RAW_DATA")}");
        return $"{layer.Guid}|{layer.Name}|{layer.DisplayName}|{layer.Family}|{layer.IpVersion}|{marks}|{string.Join(' ', own.Concat(added))}";
    }

    private static string CodeOf(string type, string kind) => (type, kind) switch
    {
        ("UINT8", "RAW_DATA") => "u8",
        ("UINT16", "RAW_DATA") => "u16",
        ("UINT32", "RAW_DATA") => "u32",
        ("UINT64", "RAW_DATA") => "u64",
        ("UINT32", "IP_ADDRESS") => "ip4",
        ("BYTE_ARRAY16", "IP_ADDRESS") => "ip6",
        ("UINT32", "FLAGS") => "flags",
        ("BYTE_ARRAY6", "RAW_DATA") => "bytes6",
        ("BYTE_ARRAY16", "RAW_DATA") => "bytes16",
        ("BYTE_BLOB", "RAW_DATA") => "blob",
        ("SID", "RAW_DATA") => "sid",
        ("TOKEN_INFORMATION", "RAW_DATA") => "token",
        ("TOKEN_ACCESS_INFORMATION", "RAW_DATA") => "access",
        ("UNICODE_STRING", "RAW_DATA") => "text",
        _ => throw new InvalidDataException($"There is no code for fields of type {type} that hold {kind}."),
    };
}
