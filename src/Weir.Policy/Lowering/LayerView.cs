using Weir.Engine;

namespace Weir.Policy;

/// <summary>What an expression has to know about the layer it is lowered for.</summary>
internal sealed class LayerView(Layer layer)
{
    private static readonly IntervalSet s_transport = IntervalSet.Of(byte.MaxValue, [new Interval(6, 6), new Interval(17, 17)]);

    private static readonly IntervalSet s_icmp = IntervalSet.Of(byte.MaxValue, 1, 1);

    private static readonly IntervalSet s_icmpV6 = IntervalSet.Of(byte.MaxValue, 58, 58);

    public Layer Layer => layer;

    public string Name { get; } = PolicyLayers.NameOf(layer);

    public bool IsIPv6 { get; } = PolicyLayers.IsIPv6(layer);

    public Direction Direction { get; } = PolicyLayers.DirectionOf(layer);

    /// <summary>Whether a value can occur here: an address must be of the layer's family.</summary>
    public bool Has(PolicyValue value) => value.Kind != (IsIPv6 ? PolicyValueKind.IPv4 : PolicyValueKind.IPv6);

    /// <summary>
    /// The protocols whose packets have the field, or <see langword="null"/> for every packet. WFP's port fields hold ICMP's
    /// type and code too: without this a test of port 8 would also match echo requests.
    /// </summary>
    public IntervalSet? ProtocolsOf(PolicyField field) => field.Type switch
    {
        PolicyFieldType.Port => s_transport,
        PolicyFieldType.IcmpNumber => IsIPv6 ? s_icmpV6 : s_icmp,
        _ => null,
    };
}
