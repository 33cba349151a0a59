using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>
/// The layers by the names that policy files use: WFP's, in lower case with dashes. A name without <c>v4</c> or <c>v6</c> stands for the
/// layers of both.
/// </summary>
public static class PolicyLayers
{
    /// <summary>Advice for somebody who has named none.</summary>
    internal const string Advice = "outbound-transport, inbound-transport, ale-auth-connect or another layer of WFP; docs/guides/11-layers.md lists them";

    private const string Discard = "_DISCARD";

    /// <summary>Every name, those of both families first.</summary>
    public static ImmutableArray<string> Names => Lists.Names;

    /// <summary>The layers of a name, IPv4 before IPv6; none when there is no such name.</summary>
    public static ImmutableArray<Layer> Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Any(letter => letter == '_' || char.IsUpper(letter)))
            return [];
        var written = name.ToUpperInvariant().Replace('-', '_');
        if (Layers.Find(written) is { } one)
            return [one];
        var (start, end) = written.EndsWith(Discard, StringComparison.Ordinal) ? (written[..^Discard.Length], Discard) : (written, "");
        return Layers.Find($"{start}_V4{end}") is { } v4 && Layers.Find($"{start}_V6{end}") is { } v6 ? [v4, v6] : [];
    }

    /// <summary>The name of one layer, such as <c>outbound-transport-v4</c>.</summary>
    public static string NameOf(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return Written(layer.Name);
    }

    internal static bool IsIPv6(Layer layer) => layer.IPVersion == 6;

    internal static Problem ExplainUnknown(string name)
    {
        var normal = name.ToLowerInvariant().Replace('_', '-').Replace("fwpm-layer-", "", StringComparison.Ordinal);
        var advice = Spelling.Nearest(normal, Names) is { } meant ? $"did you mean {meant}?" : $"write {Advice}";
        return new Problem($"unknown layer '{name}'", advice);
    }

    private static string Written(string name) => name.ToLowerInvariant().Replace('_', '-');

    /// <summary>Made for those who list or misspell names.</summary>
    private static class Lists
    {
        public static readonly ImmutableArray<string> Names =
        [
            .. Layers.All.Where(layer => layer.IPVersion == 4).Select(layer => Written(layer.Name.Replace("_V4", "", StringComparison.Ordinal))),
            .. Layers.All.Select(layer => Written(layer.Name)),
        ];
    }
}
