using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>The layers by the names that policy files use: WFP's, in lower case with dashes.</summary>
public static class PolicyLayers
{
    private static readonly NamedLayers[] s_layers =
    [
        new("outbound-transport", [Layers.OutboundTransportV4, Layers.OutboundTransportV6]),
        new("inbound-transport", [Layers.InboundTransportV4, Layers.InboundTransportV6]),
        new("outbound-transport-v4", [Layers.OutboundTransportV4]),
        new("outbound-transport-v6", [Layers.OutboundTransportV6]),
        new("inbound-transport-v4", [Layers.InboundTransportV4]),
        new("inbound-transport-v6", [Layers.InboundTransportV6]),
    ];

    // WFP's other layers, without family: worth a better answer than "unknown".
    private static readonly string[] s_later =
    [
        "inbound-ippacket", "outbound-ippacket", "ipforward", "stream", "stream-packet", "datagram-data",
        "inbound-icmp-error", "outbound-icmp-error", "ale-resource-assignment", "ale-auth-listen", "ale-auth-recv-accept",
        "ale-auth-connect", "ale-flow-established", "ale-connect-redirect", "ale-bind-redirect", "ale-resource-release",
        "ale-endpoint-closure", "inbound-mac-frame-ethernet", "outbound-mac-frame-ethernet", "inbound-mac-frame-native",
        "outbound-mac-frame-native", "inbound-transport-discard", "outbound-transport-discard",
    ];

    /// <summary>Every name, those of both families first.</summary>
    public static ImmutableArray<string> Names { get; } = [.. s_layers.Select(layer => layer.Name)];

    /// <summary>The layers of a name, IPv4 before IPv6; none when there is no such name.</summary>
    public static ImmutableArray<Layer> Find(string name) => s_layers.FirstOrDefault(entry => entry.Name == name)?.Layers ?? [];

    /// <summary>The name of one layer, such as <c>outbound-transport-v4</c>.</summary>
    public static string NameOf(Layer layer) => s_layers.First(entry => entry.Layers is [var only] && only == layer).Name;

    internal static bool IsIPv6(Layer layer) => layer.Id is LayerId.InboundTransportV6 or LayerId.OutboundTransportV6;

    internal static Direction DirectionOf(Layer layer) =>
        layer.Id is LayerId.InboundTransportV4 or LayerId.InboundTransportV6 ? Direction.Inbound : Direction.Outbound;

    internal static Problem ExplainUnknown(string name)
    {
        var normal = name.ToLowerInvariant().Replace('_', '-').Replace("fwpm-layer-", "", StringComparison.Ordinal);
        var base4 = normal.Replace("-v4", "", StringComparison.Ordinal).Replace("-v6", "", StringComparison.Ordinal);
        if (s_later.Contains(base4))
            return new Problem($"layer '{name}' is not available yet", $"available: {string.Join(", ", Names)}");
        return new Problem($"unknown layer '{name}'", Spelling.Advise(normal, Names));
    }

    private sealed record NamedLayers(string Name, ImmutableArray<Layer> Layers);
}
