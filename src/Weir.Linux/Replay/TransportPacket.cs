using System.Diagnostics.CodeAnalysis;
using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>
/// A packet as a layer sees it: its bytes, and what they say in the fields of the layer. Parsed on the CLR by the code that
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

    /// <summary>Reads a packet's headers. What only a hook knows of it (the kind of its interface, its flags) stays absent.</summary>
    /// <param name="packet">The packet from its network header on; it is kept, not copied.</param>
    /// <param name="layer">A layer where the engine classifies IP packets; it says the IP version to expect.</param>
    /// <param name="interfaceIndex">The interface that it leaves or arrived by; null leaves the field absent.</param>
    /// <param name="direction">Which way the packet goes, at layers that see both; the others say it themselves.</param>
    /// <exception cref="ArgumentOutOfRangeException">The engine does not classify there.</exception>
    /// <exception cref="ArgumentException">No such packet meets the layer, for instance a TCP segment DATAGRAM_DATA.</exception>
    public static TransportPacket Parse(
        ReadOnlyMemory<byte> packet, LayerId layer, uint? interfaceIndex = null, Direction direction = Direction.Inbound) =>
        TryParse(packet, layer, out TransportPacket? parsed, interfaceIndex, direction)
            ? parsed
            : throw new ArgumentException($"{Layers.Get(layer)} does not see such packets.", nameof(packet));

    /// <summary>Reads a packet's headers, as <see cref="Parse"/> does, if such packets meet the layer.</summary>
    /// <returns>False when none does: a TCP segment at DATAGRAM_DATA, a packet that is no error at the layers of ICMP errors.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The engine does not classify there.</exception>
    public static unsafe bool TryParse(
        ReadOnlyMemory<byte> packet,
        LayerId layer,
        [NotNullWhen(true)] out TransportPacket? parsed,
        uint? interfaceIndex = null,
        Direction direction = Direction.Inbound)
    {
        PacketLayer row = LayerTable.RowOf(layer);
        PacketFields fields = default;
        fields.Metadata.PacketLength = (uint)packet.Length;
        fields.Values.Direction = (PacketDirection)(row.Direction ?? direction);
        fields.Values.Present = IncomingFields.Direction;
        if (interfaceIndex is { } index)
        {
            fields.Values.InterfaceIndex = index;
            fields.Values.Present |= IncomingFields.InterfaceIndex;
        }

        parsed = null;
        if (!row.Read(packet, &fields))
        {
            return false;
        }

        MemoryBytes bytes = new(packet);
        PacketHeaders.MeasureTransportHeader(ref bytes, &fields);
        parsed = new TransportPacket
        {
            Values = PacketValues.Of(layer, fields.Values),
            Metadata = fields.Metadata,
            Bytes = packet,
            IsMalformed = fields.Malformed != 0,
        };
        return true;
    }
}
