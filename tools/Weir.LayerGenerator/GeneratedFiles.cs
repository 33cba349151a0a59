namespace Weir.LayerGenerator;

/// <summary>Everything that is made from the data.</summary>
public static class GeneratedFiles
{
    /// <summary>The files' texts by their paths from the root of the repository.</summary>
    public static IReadOnlyDictionary<string, string> Make(LayerData data) => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["src/Weir.Engine/Model/Fields.g.cs"] = FieldCode.Fields(data),
        ["src/Weir.Engine/Model/LayerId.g.cs"] = LayerCode.LayerId(data),
        ["src/Weir.Engine/Model/Layers.g.cs"] = LayerCode.Layers(data),
    };
}
