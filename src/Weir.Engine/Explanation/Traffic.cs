using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>
/// A packet or a socket operation, described independently of the layers that it crosses. A field that is not told is absent, as it is for
/// a packet that does not have it.
/// </summary>
public sealed record Traffic
{
    private const byte Icmp = 1;
    private const byte Tcp = 6;
    private const byte IcmpV6 = 58;

    /// <summary>What it is.</summary>
    public required TrafficKind Kind { get; init; }

    /// <summary>4 or 6.</summary>
    public required int IPVersion { get; init; }

    /// <summary>
    /// What is known of it, by the fields of any layer. Of a forwarded packet the source is <see cref="Fields.IpSourceAddress"/> and the
    /// destination <see cref="Fields.IpDestinationAddress"/>; of all others the addresses are those of this host's end and of the other.
    /// </summary>
    public required ImmutableDictionary<FieldKey, FilterValue> Values { get; init; }

    /// <summary>The one layer to ask; null for all on the path.</summary>
    public Layer? OnlyLayer { get; init; }

    /// <summary>The IP protocol, or null when it is not known.</summary>
    public byte? Protocol => ValueOf(Fields.IpProtocol) is { Type: DataType.UInt8 } value ? (byte)value.Number : null;

    /// <summary>The value of a field; <see cref="FilterValue.Empty"/> when it is not known.</summary>
    public FilterValue ValueOf(FieldKey field) => Values.GetValueOrDefault(field);

    /// <summary>The steps of its path that it meets under a policy, each with its layer, in Linux's order.</summary>
    /// <param name="policy">The policy: a layer of outbound packets that limits is met elsewhere.</param>
    public IEnumerable<(PathStep Step, Layer Layer)> Path(PolicySnapshot policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        bool Limits(PathStep step) => LayerOf(step) is { } layer
            && policy.Filters.Any(filter => filter.Spec.Layer == layer.Id && filter.Spec.Action == FilterAction.Limit && policy.Enforces(filter));

        foreach (var step in TrafficPath.Of(Kind).StepsWith(Limits))
        {
            if (Meets(step) && LayerOf(step) is { } layer && (OnlyLayer is null || OnlyLayer == layer))
            {
                yield return (step, layer);
                if (OnlyLayer is not null)
                {
                    yield break;
                }
            }
        }
    }

    /// <summary>What it has in the fields of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="direction">Which way the packet goes there; null when it is no packet.</param>
    public FieldValues At(Layer layer, Direction? direction)
    {
        ArgumentNullException.ThrowIfNull(layer);
        var values = new FieldValues(layer.Id);
        foreach (var field in layer.Fields)
        {
            var value = ValueAt(field, direction);
            if (value.Type == field.Type)
            {
                values[field.Key] = value;
            }
        }

        return values;
    }

    private bool Meets(PathStep step) => step.Protocols switch
    {
        TrafficProtocols.Tcp => Protocol is Tcp,
        TrafficProtocols.NotTcp => Protocol is not Tcp,
        TrafficProtocols.IcmpErrors => IsIcmpError,
        _ => true,
    };

    // RFC 792 and RFC 4443.
    private bool IsIcmpError => (Protocol, ValueOf(Fields.IpLocalPort)) switch
    {
        (Icmp, { Type: DataType.UInt16, Number: var type }) => type == 3 || type == 4 || type == 5 || type == 11 || type == 12,
        (IcmpV6, { Type: DataType.UInt16, Number: var type }) => type >= 1 && type <= 4,
        _ => false,
    };

    private Layer? LayerOf(PathStep step) => Layers.Find(step.Family) ?? Layers.Find($"{step.Family}_V{IPVersion}");

    private FilterValue ValueAt(LayerField field, Direction? direction)
    {
        if (Values.TryGetValue(field.Key, out var value))
        {
            return value;
        }

        if (field.Key == Fields.Direction && direction is { } way)
        {
            return FilterValue.UInt32((uint)way);
        }

        if (field.Key == Fields.EtherType)
        {
            return FilterValue.UInt16(IPVersion == 4 ? (ushort)0x0800 : (ushort)0x86DD);
        }

        return Kind == TrafficKind.Forward ? EndOfForwarded(field, direction) : FilterValue.Empty;
    }

    /// <summary>Where a forwarded packet is shown as an inbound or outbound one, its ends are this host's and the other.</summary>
    private FilterValue EndOfForwarded(LayerField field, Direction? direction) => (field.Key, direction) switch
    {
        (var key, Direction.Inbound) when key == Fields.IpLocalAddress => ValueOf(Fields.IpDestinationAddress),
        (var key, Direction.Inbound) when key == Fields.IpRemoteAddress => ValueOf(Fields.IpSourceAddress),
        (var key, Direction.Outbound) when key == Fields.IpLocalAddress => ValueOf(Fields.IpSourceAddress),
        (var key, Direction.Outbound) when key == Fields.IpRemoteAddress => ValueOf(Fields.IpDestinationAddress),
        (var key, Direction.Inbound) when key == Fields.InterfaceIndex => ValueOf(Fields.SourceInterfaceIndex),
        (var key, Direction.Outbound) when key == Fields.InterfaceIndex => ValueOf(Fields.DestinationInterfaceIndex),
        _ => FilterValue.Empty,
    };
}
