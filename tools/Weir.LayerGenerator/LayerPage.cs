using System.Text;

namespace Weir.LayerGenerator;

/// <summary>The page that lists the layers, their fields and the built-in sublayers.</summary>
internal static class LayerPage
{
    public static string Make(LayerData data)
    {
        var page = new StringBuilder();
        page.Append($"""
            # The built-in layers

            Made from `{LayerData.FileName}` by `tools/Weir.LayerGenerator`. [The guide](guides/11-layers.md) says what a layer is.

            Layers with the same fields stand together: a family is a layer for IPv4 and one for IPv6, and often one for each that shows what was
            discarded there. The run-time ids are WFP's. In a policy file a layer has its name in lower case with dashes.

            | family | layers | fields | what is classified |
            |---|---|---|---|

            """);
        foreach (var family in data.Layers.GroupBy(layer => layer.Family))
        {
            var layers = string.Join(", ", family.Select(layer => $"{layer.Id} {VariantOf(layer)}".TrimEnd()));
            page.Append($"| {family.Key} | {layers} | {FieldCount(data, family)} | {data.Families[family.Key]} |\n");
        }

        page.Append("\n## Fields\n\nIn the order of their index. Those after a bar are Weir's. Addresses are UINT32 at IPv4 layers and BYTE_ARRAY16 at IPv6 layers.\n\n");
        foreach (var family in data.Layers.GroupBy(layer => layer.Family))
        {
            foreach (var alike in family.GroupBy(layer => FieldsOf(data, layer)))
            {
                page.Append($"- **{string.Join(", ", alike.Select(layer => layer.Name))}**: {alike.Key}\n");
            }
        }

        page.Append("\n## Sublayers\n\nThe heaviest first, as they are evaluated.\n\n| sublayer | weight | what it is for |\n|---|---|---|\n");
        foreach (var subLayer in data.SubLayers.Reverse())
        {
            page.Append($"| {subLayer.Name} | 0x{subLayer.Weight:x4} | {subLayer.Text} |\n");
        }

        return page.ToString();
    }

    private static string VariantOf(LayerEntry layer) => layer.Name[layer.Family.Length..].TrimStart('_');

    private static string FieldCount(LayerData data, IEnumerable<LayerEntry> family) =>
        string.Join(" or ", family.Select(layer => layer.Fields.Count + data.ExtensionsAt(layer).Count()).Distinct());

    private static string FieldsOf(LayerData data, LayerEntry layer)
    {
        var own = string.Join(", ", layer.Fields.Select(field => $"{field.Name ?? field.Condition} {(field.Kind == "IP_ADDRESS" ? "address" : field.Type)}"));
        var added = string.Join(", ", data.ExtensionsAt(layer).Select(extension => $"{extension.Name} {extension.Type}"));
        return (own, added) switch
        {
            ("", "") => "none",
            (_, "") => own,
            _ => $"{own} \\| {added}",
        };
    }
}
