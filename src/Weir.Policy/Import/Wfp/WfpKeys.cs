using System.Globalization;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>
/// Finds what an export means by a name. Keys are printed by their names in the headers where the printing system knows them, and in
/// braces otherwise.
/// </summary>
internal static class WfpKeys
{
    private static readonly Dictionary<string, Guid> s_subLayers = PolicySnapshot.Initial.SubLayersByWeight
        .ToDictionary(subLayer => subLayer.Spec.Name, subLayer => subLayer.Key);

    /// <summary>The key of an object; all zero for nothing.</summary>
    /// <param name="text">For example <c>{d78e...}</c> or <c>FWPM_PROVIDER_IKEEXT</c>.</param>
    /// <param name="prefix">What the names of the kind begin with, for example <c>FWPM_PROVIDER_</c>.</param>
    /// <param name="isNamed">True when the key stands there by its name.</param>
    /// <exception cref="RefusedException">The text is neither a name nor a key.</exception>
    public static Guid Parse(string text, string prefix, out bool isNamed)
    {
        isNamed = false;
        if (text.Length == 0)
            return Guid.Empty;
        if (Guid.TryParseExact(text, "B", out var key) || Guid.TryParseExact(text, "D", out key))
            return key;
        if (!text.StartsWith(prefix, StringComparison.Ordinal))
            throw new RefusedException($"'{Shorten(text)}' is neither a key in braces nor a name that begins with {prefix}");
        isNamed = true;
        return Find(prefix, text[prefix.Length..]) ?? PolicyKeys.Named(text);
    }

    public static Guid Provider(string text) => Parse(text, "FWPM_PROVIDER_", out _);

    public static Guid ProviderContext(string text) => Parse(text, "FWPM_PROVIDER_CONTEXT_", out _);

    public static Guid SubLayer(string text) => Parse(text, "FWPM_SUBLAYER_", out _);

    public static Guid Callout(string text) => Parse(text, "FWPM_CALLOUT_", out _);

    /// <exception cref="RefusedException">Weir does not know the layer.</exception>
    public static Layer Layer(string text)
    {
        const string prefix = "FWPM_LAYER_";
        var layer = text.StartsWith(prefix, StringComparison.Ordinal) ? Layers.Find(text[prefix.Length..])
            : Guid.TryParse(text, out var key) ? Layers.Find(key)
            : null;
        return layer ?? throw new RefusedException($"its layer is {(text.Length == 0 ? "missing" : $"{Shorten(text)}, which Weir does not know")}");
    }

    /// <exception cref="RefusedException">Weir does not know the field.</exception>
    public static FieldKey Field(string text)
    {
        const string prefix = "FWPM_CONDITION_";
        if (text.StartsWith(prefix, StringComparison.Ordinal))
            return Fields.Find(text[prefix.Length..]) ?? throw new RefusedException($"it tests {Shorten(text)}, which Weir does not know");
        return Guid.TryParse(text, out var key)
            ? new FieldKey(key)
            : throw new RefusedException(text.Length == 0 ? "one of its conditions tests no field" : $"it tests '{Shorten(text)}', which is no field");
    }

    /// <summary>The number of a flag that is printed as eight hexadecimal digits, as those without a name are; null for a name.</summary>
    public static uint? FlagNumber(string text) =>
        text.Length == 8 && uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static string Shorten(string text) => text.Length <= 80 ? text : text[..80] + "...";

    private static Guid? Find(string prefix, string name) => prefix switch
    {
        "FWPM_SUBLAYER_" => s_subLayers.TryGetValue(name == "EDGE_TRAVERSAL" ? "TEREDO" : name, out var subLayer) ? subLayer : null,
        "FWPM_PROVIDER_" => BuiltInProviders.Find(name),
        "FWPM_PROVIDER_CONTEXT_" => BuiltInProviderContexts.Find(name),
        "FWPM_CALLOUT_" => BuiltInCallouts.Find(name),
        _ => null,
    };
}
