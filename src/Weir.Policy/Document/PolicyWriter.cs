using System.Globalization;
using System.Text;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>
/// Writes policies as policy files. What was written reads back as the same document, and the same document is written as the same
/// bytes: a file can be checked in, compared, and applied again.
/// </summary>
public static partial class PolicyWriter
{
    /// <summary>Writes a document in its canonical form. Comments are not part of a document, and are lost.</summary>
    /// <returns>YAML; lines end with <c>\n</c>.</returns>
    public static string Write(PolicyDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var text = new StringBuilder();
        if (document.Provider is { } provider)
            WriteOwner(text, provider);
        else
            WriteList(text, "providers", document.Providers, WriteProvider, always: true);
        WriteList(text, "sublayers", document.SubLayers, WriteSubLayer);
        WriteList(text, "callouts", document.Callouts, WriteCallout);
        WriteList(text, "provider-contexts", document.ProviderContexts, WriteProviderContext);
        WriteList(text, "filters", document.Filters, (output, filter) => WriteFilter(output, filter, document));
        return text.ToString();
    }

    /// <summary>Writes specs, each with its key; see <see cref="PolicyDocument.FromSpecs"/>.</summary>
    /// <exception cref="ArgumentException">A spec has what a file cannot hold.</exception>
    public static string Write(PolicySpecs specs) => Write(PolicyDocument.FromSpecs(specs));

    /// <summary>Writes the objects of an engine; see <see cref="PolicySpecs.Of(PolicySnapshot)"/>.</summary>
    /// <exception cref="ArgumentException">An object has what a file cannot hold.</exception>
    public static string Write(PolicySnapshot policy) => Write(PolicySpecs.Of(policy));

    private static void WriteOwner(StringBuilder text, PolicyProvider provider)
    {
        if (provider == new PolicyProvider { Name = provider.Name, Key = PolicyKeys.Provider(provider.Name) })
        {
            text.Append("provider: ").Append(YamlText.Text(provider.Name)).Append('\n');
            return;
        }

        text.Append("provider:\n");
        WriteProvider(new Lines(text, "  "), provider);
    }

    private static void WriteList<T>(StringBuilder text, string key, IReadOnlyList<T> items, Action<Lines, T> write, bool always = false)
    {
        if (items.Count == 0)
        {
            if (always)
                text.Append(key).Append(": []\n");
            return;
        }

        if (text.Length > 0)
            text.Append('\n');
        text.Append(key).Append(":\n");
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                text.Append('\n');
            write(new Lines(text, "    ", "  - "), items[i]);
        }
    }

    private static void WriteProvider(Lines lines, PolicyProvider provider)
    {
        lines.Text("name", provider.Name);
        lines.Text("description", provider.Description);
        if (provider.Key != PolicyKeys.Provider(provider.Name))
            lines.Add("key", provider.Key.ToString());
        lines.Text("service", provider.ServiceName);
        lines.Flags(provider.IsPersistent ? ["persistent"] : []);
        lines.Rest(provider.ProviderData, provider.Security);
    }

    private static void WriteSubLayer(Lines lines, PolicySubLayer subLayer)
    {
        lines.Head(subLayer.Name, subLayer.Description, subLayer.Key, subLayer.Provider);
        lines.Add("weight", $"0x{subLayer.Weight:x4}");
        if (subLayer.FailMode == FailMode.Closed)
            lines.Add("fail", "closed");
        lines.Flags(subLayer.IsPersistent ? ["persistent"] : []);
        lines.Rest(subLayer.ProviderData, subLayer.Security);
    }

    private static void WriteCallout(Lines lines, PolicyCallout callout)
    {
        lines.Head(callout.Name, callout.Description, callout.Key, callout.Provider);
        if (callout.Class is { } type)
            lines.Text("class", type);
        lines.Add("layer", LayersText(callout.Layers));
        lines.Flags([.. callout.IsPersistent ? ["persistent"] : Array.Empty<string>(), .. callout.UsesProviderContext ? ["uses-provider-context"] : Array.Empty<string>()]);
        lines.Rest(callout.ProviderData, callout.Security);
    }

    private static void WriteProviderContext(Lines lines, PolicyProviderContext context)
    {
        lines.Head(context.Name, context.Description, context.Key, context.Provider);
        if (!context.Data.IsEmpty)
            lines.Add("data", ValueText.Bytes(context.Data.Bytes));
        if (context.ClassifyOptions is { } options)
        {
            List<string> parts = [];
            if (options.MulticastState is { } state)
                parts.Add($"multicast-state: {PolicyReader.NameOf(state)}");
            if (options.LooseSourceMapping is { } loose)
                parts.Add($"loose-source-mapping: {(loose ? "true" : "false")}");
            if (options.UnicastLifetime is { } unicast)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"unicast-lifetime: {unicast.TotalSeconds:0}"));
            if (options.MulticastLifetime is { } multicast)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"multicast-lifetime: {multicast.TotalSeconds:0}"));
            if (options.LocalOnlyMapping is { } local)
                parts.Add($"local-only-mapping: {(local ? "true" : "false")}");
            lines.Add("classify-options", $"{{{string.Join(", ", parts)}}}");
        }

        lines.Flags(context.IsPersistent ? ["persistent"] : []);
        lines.Rest(context.ProviderData, context.Security);
    }

    /// <summary>One name for both families of a layer, side by side; otherwise a list.</summary>
    private static string LayersText(IReadOnlyList<Layer> layers)
    {
        var names = new List<string>();
        for (var i = 0; i < layers.Count; i++)
        {
            var name = PolicyLayers.NameOf(layers[i]);
            var both = name.Replace("-v4", "", StringComparison.Ordinal);
            if (i + 1 < layers.Count && layers[i].IPVersion == 4 && PolicyLayers.Find(both) is [var v4, var v6] && v4 == layers[i] && v6 == layers[i + 1])
            {
                names.Add(both);
                i++;
            }
            else
            {
                names.Add(name);
            }
        }

        return names is [var only] ? only : $"[{string.Join(", ", names)}]";
    }
}
