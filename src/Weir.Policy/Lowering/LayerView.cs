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

    /// <summary>Which way its traffic goes, when the layer decides that.</summary>
    public Direction? Direction { get; } =
        layer.Family.StartsWith("INBOUND_", StringComparison.Ordinal) ? Engine.Direction.Inbound
        : layer.Family.StartsWith("OUTBOUND_", StringComparison.Ordinal) ? Engine.Direction.Outbound
        : null;

    /// <summary>Whether packets say what they carry; where they do not, ports are those of TCP, or of whatever the layer is about.</summary>
    public bool HasProtocol { get; } = layer.FindField(Fields.IpProtocol) is not null;

    /// <summary>Whether the layer is of one IP version.</summary>
    private bool HasFamily { get; } = layer.IPVersion is not null;

    /// <summary>Whether a value can occur here: an address must be of the layer's family.</summary>
    public bool Has(PolicyValue value) => !HasFamily || value.Kind != (IsIPv6 ? PolicyValueKind.IPv4 : PolicyValueKind.IPv6);

    /// <summary>Whether a field can hold the numbers of a value: the reserved fields differ from layer to layer.</summary>
    public static bool Holds(LayerField field, PolicyValue value) =>
        value.IsName || value.Kind is PolicyValueKind.Exact or PolicyValueKind.Absent || value.High <= ConditionWriter.MaximumOf(field.Type);

    /// <summary>Whether the layer has the field. WFP's port fields hold ICMP's type and code where both can occur, and instead of ports at the ICMP error layers.</summary>
    public bool Has(PolicyField field)
    {
        if (field == PolicyFields.Direction && Direction is not null)
            return true;
        if (layer.FindField(field.Key) is not { } found)
            return false;
        var isIcmpOnly = found.Name.StartsWith("ICMP_", StringComparison.Ordinal);
        return field.Type switch
        {
            PolicyFieldType.Port => !isIcmpOnly,
            PolicyFieldType.IcmpNumber => isIcmpOnly || HasProtocol,
            _ => true,
        };
    }

    /// <summary>The policy field that stands for the layer's field with an index, for messages.</summary>
    public PolicyField FieldAt(int index) => PolicyFields.Find(layer.Fields[index].Key, layer)!;

    /// <summary>
    /// The protocols whose packets have the field, or <see langword="null"/> for every packet. WFP's port fields hold ICMP's
    /// type and code too: without this a test of port 8 would also match echo requests.
    /// </summary>
    public IntervalSet? ProtocolsOf(PolicyField field) => field.Type switch
    {
        _ when !HasProtocol => null,
        PolicyFieldType.Port when field == PolicyFields.LocalPort || field == PolicyFields.RemotePort => s_transport,
        PolicyFieldType.IcmpNumber => IsIPv6 ? s_icmpV6 : s_icmp,
        _ => null,
    };
}
