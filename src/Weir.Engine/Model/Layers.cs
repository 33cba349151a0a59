using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>The built-in layers.</summary>
public static class Layers
{
    /// <summary>Received IPv4 packets whose transport header was parsed, before transport processing.</summary>
    public static readonly Layer InboundTransportV4 = new(
        LayerId.InboundTransportV4,
        new Guid("5926dfc8-e3cf-4426-a283-dc393f5d0f9d"),
        "INBOUND_TRANSPORT_V4",
        "Inbound Transport v4 Layer",
        InboundFields(addressType: DataType.UInt32));

    /// <summary>Received IPv6 packets whose transport header was parsed, before transport processing.</summary>
    public static readonly Layer InboundTransportV6 = new(
        LayerId.InboundTransportV6,
        new Guid("634a869f-fc23-4b90-b0c1-bf620a36ae6f"),
        "INBOUND_TRANSPORT_V6",
        "Inbound Transport v6 Layer",
        InboundFields(addressType: DataType.ByteArray16));

    /// <summary>Every IPv4 packet that is sent, as handed to the network layer.</summary>
    public static readonly Layer OutboundTransportV4 = new(
        LayerId.OutboundTransportV4,
        new Guid("09e61aea-d214-46e2-9b21-b26b0b2f28c8"),
        "OUTBOUND_TRANSPORT_V4",
        "Outbound Transport v4 Layer",
        OutboundFields(addressType: DataType.UInt32));

    /// <summary>Every IPv6 packet that is sent, as handed to the network layer.</summary>
    public static readonly Layer OutboundTransportV6 = new(
        LayerId.OutboundTransportV6,
        new Guid("e1735bde-013f-4655-b351-a49e15762df0"),
        "OUTBOUND_TRANSPORT_V6",
        "Outbound Transport v6 Layer",
        OutboundFields(addressType: DataType.ByteArray16));

    /// <summary>All built-in layers, by id.</summary>
    public static ImmutableArray<Layer> All { get; } =
        [InboundTransportV4, InboundTransportV6, OutboundTransportV4, OutboundTransportV6];

    /// <summary>The layer with this run-time id.</summary>
    /// <exception cref="WfpException"><see cref="FwpError.LayerNotFound"/>.</exception>
    public static Layer Get(LayerId id) => Find(id) ?? throw Errors.LayerNotFound(id);

    /// <summary>The layer with this run-time id, or null.</summary>
    public static Layer? Find(LayerId id) => id switch
    {
        LayerId.InboundTransportV4 => InboundTransportV4,
        LayerId.InboundTransportV6 => InboundTransportV6,
        LayerId.OutboundTransportV4 => OutboundTransportV4,
        LayerId.OutboundTransportV6 => OutboundTransportV6,
        _ => null,
    };

    /// <summary>The layer with this <c>FWPM_LAYER_*</c> GUID, or null.</summary>
    public static Layer? Find(Guid key) => All.FirstOrDefault(layer => layer.Key == key);

    private static ImmutableArray<LayerField> InboundFields(DataType addressType) => Number(
        (Fields.IpProtocol, DataType.UInt8, FieldKind.RawData),
        (Fields.IpLocalAddress, addressType, FieldKind.IPAddress),
        (Fields.IpRemoteAddress, addressType, FieldKind.IPAddress),
        (Fields.IpLocalAddressType, DataType.UInt8, FieldKind.RawData),
        (Fields.IpLocalPort, DataType.UInt16, FieldKind.RawData),
        (Fields.IpRemotePort, DataType.UInt16, FieldKind.RawData),
        (Fields.IpLocalInterface, DataType.UInt64, FieldKind.RawData),
        (Fields.InterfaceIndex, DataType.UInt32, FieldKind.RawData),
        (Fields.SubInterfaceIndex, DataType.UInt32, FieldKind.RawData),
        (Fields.Flags, DataType.UInt32, FieldKind.Flags),
        (Fields.InterfaceType, DataType.UInt32, FieldKind.RawData),
        (Fields.TunnelType, DataType.UInt32, FieldKind.RawData),
        (Fields.CurrentProfileId, DataType.UInt32, FieldKind.RawData),
        (Fields.IpsecSecurityRealmId, DataType.ByteBlob, FieldKind.RawData),
        (Fields.CompartmentId, DataType.UInt32, FieldKind.RawData));

    private static ImmutableArray<LayerField> OutboundFields(DataType addressType) => Number(
        (Fields.IpProtocol, DataType.UInt8, FieldKind.RawData),
        (Fields.IpLocalAddress, addressType, FieldKind.IPAddress),
        (Fields.IpLocalAddressType, DataType.UInt8, FieldKind.RawData),
        (Fields.IpRemoteAddress, addressType, FieldKind.IPAddress),
        (Fields.IpLocalPort, DataType.UInt16, FieldKind.RawData),
        (Fields.IpRemotePort, DataType.UInt16, FieldKind.RawData),
        (Fields.IpLocalInterface, DataType.UInt64, FieldKind.RawData),
        (Fields.InterfaceIndex, DataType.UInt32, FieldKind.RawData),
        (Fields.SubInterfaceIndex, DataType.UInt32, FieldKind.RawData),
        (Fields.IpDestinationAddressType, DataType.UInt8, FieldKind.RawData),
        (Fields.Flags, DataType.UInt32, FieldKind.Flags),
        (Fields.InterfaceType, DataType.UInt32, FieldKind.RawData),
        (Fields.TunnelType, DataType.UInt32, FieldKind.RawData),
        (Fields.CurrentProfileId, DataType.UInt32, FieldKind.RawData),
        (Fields.IpsecSecurityRealmId, DataType.ByteBlob, FieldKind.RawData),
        (Fields.CompartmentId, DataType.UInt32, FieldKind.RawData));

    /// <summary>Numbers WFP's fields in their order and puts Weir's extension, DIRECTION, behind them.</summary>
    private static ImmutableArray<LayerField> Number(params ReadOnlySpan<(FieldKey Key, DataType Type, FieldKind Kind)> fields)
    {
        var numbered = ImmutableArray.CreateBuilder<LayerField>(fields.Length + 1);
        foreach (var (key, type, kind) in fields)
        {
            numbered.Add(new LayerField(numbered.Count, key, type, kind));
        }

        numbered.Add(new LayerField(numbered.Count, Fields.Direction, DataType.UInt32, FieldKind.RawData, IsExtension: true));
        return numbered.MoveToImmutable();
    }
}
