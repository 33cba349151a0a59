using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>
/// A packet as a transport layer sees it: its bytes, and what they say in the fields of the layer. Parsed on the CLR by the code that
/// the layer's program runs in the kernel, so that a replay meets the same fields; no privilege is needed.
/// </summary>
/// <example>
/// <code>
/// TransportPacket packet = TransportPacket.Parse(bytes, LayerId.OutboundTransportV4, interfaceIndex: 2);
/// ClassifyResult result = managedEngine.Classify(packet.Values, packet.Bytes.Span, packet.Metadata);
/// </code>
/// </example>
public sealed record TransportPacket
{
    private TransportPacket()
    {
    }

    /// <summary>The layer's fields. What the packet does not have, or what cannot be read, is absent.</summary>
    public required FieldValues Values { get; init; }

    /// <summary>What else is known of it: its length, and where its headers end.</summary>
    public required IncomingMetadata Metadata { get; init; }

    /// <summary>The packet from its network header on.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>Whether a header is truncated or absurd, and fields were left absent for it.</summary>
    public required bool IsMalformed { get; init; }

    /// <summary>Reads a packet's headers.</summary>
    /// <param name="packet">The packet from its network header on; it is kept, not copied.</param>
    /// <param name="layer">A transport layer; it says which way the packet goes, and the IP version to expect.</param>
    /// <param name="interfaceIndex">The interface that it leaves or arrived by; null leaves the field absent.</param>
    /// <exception cref="ArgumentOutOfRangeException">The layer is no transport layer.</exception>
    public static unsafe TransportPacket Parse(ReadOnlyMemory<byte> packet, LayerId layer, uint? interfaceIndex = null)
    {
        bool isV6 = LayerTable.RowOf(layer).IsV6;
        bool outbound = layer is LayerId.OutboundTransportV4 or LayerId.OutboundTransportV6;
        PacketFields fields = default;
        fields.Metadata.PacketLength = (uint)packet.Length;
        MemoryBytes bytes = new(packet);
        if (isV6)
        {
            PacketHeaders.ExtractV6(ref bytes, &fields, outbound);
        }
        else
        {
            PacketHeaders.ExtractV4(ref bytes, &fields, outbound);
        }

        PacketHeaders.MeasureTransportHeader(ref bytes, &fields);
        FieldValues values = ToFieldValues(fields.Values, layer, isV6);
        values[Fields.Direction] = FilterValue.UInt32((uint)(outbound ? Direction.Outbound : Direction.Inbound));
        values[Fields.InterfaceIndex] = interfaceIndex is { } index ? FilterValue.UInt32(index) : FilterValue.Empty;
        return new TransportPacket { Values = values, Metadata = fields.Metadata, Bytes = packet, IsMalformed = fields.Malformed != 0 };
    }

    private static FieldValues ToFieldValues(IncomingValues read, LayerId layer, bool isV6)
    {
        FieldValues values = new(layer);
        if (read.Has(IncomingFields.Addresses))
        {
            values[Fields.IpLocalAddress] = Address(read.LocalAddress, isV6);
            values[Fields.IpRemoteAddress] = Address(read.RemoteAddress, isV6);
        }

        if (read.Has(IncomingFields.Protocol))
        {
            values[Fields.IpProtocol] = FilterValue.UInt8(read.Protocol);
        }

        if (read.Has(IncomingFields.Ports))
        {
            values[Fields.IpLocalPort] = FilterValue.UInt16(read.LocalPort);
            values[Fields.IpRemotePort] = FilterValue.UInt16(read.RemotePort);
        }

        return values;
    }

    private static FilterValue Address(InternetAddress address, bool isV6) =>
        isV6 ? FilterValue.ByteArray16(new UInt128(address.High, address.Low)) : FilterValue.UInt32(address.V4);
}
