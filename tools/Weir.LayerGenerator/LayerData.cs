using System.Text.Json;

namespace Weir.LayerGenerator;

/// <summary>What <c>data/wfp-layers.json</c> says: WFP's built-in objects, and the fields that Weir adds to them. Names are without WFP's prefixes.</summary>
/// <param name="Source">Where the facts come from.</param>
/// <param name="Families">What the layers of a family see, by the family's name.</param>
/// <param name="Layers">The layers by id.</param>
/// <param name="Conditions">The fields that conditions can test.</param>
/// <param name="Aliases">Second names of conditions, and the names they stand for.</param>
/// <param name="Extensions">Weir's own fields, in their order.</param>
/// <param name="SubLayers">The built-in sublayers by weight.</param>
/// <param name="Callouts">The built-in callouts.</param>
/// <param name="Providers">The built-in providers.</param>
/// <param name="ProviderContexts">The built-in provider contexts.</param>
public sealed record LayerData(
    IReadOnlyList<string> Source,
    IReadOnlyDictionary<string, string> Families,
    IReadOnlyList<LayerEntry> Layers,
    IReadOnlyList<ConditionEntry> Conditions,
    IReadOnlyDictionary<string, string> Aliases,
    IReadOnlyList<ExtensionEntry> Extensions,
    IReadOnlyList<SubLayerEntry> SubLayers,
    IReadOnlyList<ObjectEntry> Callouts,
    IReadOnlyList<ObjectEntry> Providers,
    IReadOnlyList<ObjectEntry> ProviderContexts)
{
    /// <summary>Where the data is, from the root of the repository.</summary>
    public const string FileName = "data/wfp-layers.json";

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web);

    /// <summary>Reads the file.</summary>
    public static LayerData Read(string path) => JsonSerializer.Deserialize<LayerData>(File.ReadAllText(path), s_options)!;

    /// <summary>Weir's own fields at a layer, in their order.</summary>
    public IEnumerable<ExtensionEntry> ExtensionsAt(LayerEntry layer) => Extensions.Where(extension =>
        extension.Layers?.Contains(layer.Name) == true || extension.Families?.Contains(layer.Family) == true);
}
