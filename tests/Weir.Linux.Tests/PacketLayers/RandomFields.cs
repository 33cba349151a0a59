using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux.Tests.PacketLayers;

/// <summary>Packets and conditions for any layer, from small pools, so that they meet.</summary>
internal static class RandomFields
{
    private static readonly uint[] s_v4 = [0, 1, 0x0a000001, 0x0a0000ff, 0x7fffffff, 0x80000000, uint.MaxValue];

    private static readonly UInt128[] s_v6 =
    [
        0, 1, new(0xfd00ul << 48, 1), new(0xfd00ul << 48, ulong.MaxValue), new((0xfd00ul << 48) + 1, 0), new(0x8000_0000_0000_0000, 0), UInt128.MaxValue,
    ];

    private static readonly ulong[] s_numbers = [0, 1, 2, 3, 6, 0x21, 0x7f, 0x80, 0xff, 0x100, 0x1bb, 0xffff, 0x10000, uint.MaxValue];

    private delegate void Setter(ref IncomingValues values, UInt128 number);

    /// <summary>Each field by its name in <see cref="IncomingValues"/>, whatever its place.</summary>
    private static readonly Dictionary<FieldKey, (IncomingFields Bit, Setter Set)> s_fields = new()
    {
        [Fields.IpLocalAddress] = (IncomingFields.LocalAddress, (ref IncomingValues values, UInt128 number) => values.LocalAddress = Address(number)),
        [Fields.IpSourceAddress] = (IncomingFields.LocalAddress, (ref IncomingValues values, UInt128 number) => values.LocalAddress = Address(number)),
        [Fields.IpRemoteAddress] = (IncomingFields.RemoteAddress, (ref IncomingValues values, UInt128 number) => values.RemoteAddress = Address(number)),
        [Fields.IpDestinationAddress] = (IncomingFields.RemoteAddress, (ref IncomingValues values, UInt128 number) => values.RemoteAddress = Address(number)),
        [Fields.EmbeddedRemoteAddress] = (IncomingFields.EmbeddedRemoteAddress, (ref IncomingValues values, UInt128 number) => values.EmbeddedRemoteAddress = Address(number)),
        [Fields.InterfaceIndex] = (IncomingFields.InterfaceIndex, (ref IncomingValues values, UInt128 number) => values.InterfaceIndex = (uint)number),
        [Fields.SourceInterfaceIndex] = (IncomingFields.InterfaceIndex, (ref IncomingValues values, UInt128 number) => values.InterfaceIndex = (uint)number),
        [Fields.DestinationInterfaceIndex] = (IncomingFields.DestinationInterfaceIndex, (ref IncomingValues values, UInt128 number) => values.DestinationInterfaceIndex = (uint)number),
        [Fields.Flags] = (IncomingFields.Flags, (ref IncomingValues values, UInt128 number) => values.Flags = (uint)number),
        [Fields.InterfaceType] = (IncomingFields.InterfaceType, (ref IncomingValues values, UInt128 number) => values.InterfaceType = (ushort)number),
        [Fields.TunnelType] = (IncomingFields.TunnelType, (ref IncomingValues values, UInt128 number) => values.TunnelType = (byte)number),
        [Fields.IpProtocol] = (IncomingFields.Protocol, (ref IncomingValues values, UInt128 number) => values.Protocol = (byte)number),
        [Fields.Direction] = (IncomingFields.Direction, (ref IncomingValues values, UInt128 number) => values.Direction = (PacketDirection)(byte)number),
        [Fields.IpLocalPort] = (IncomingFields.LocalPort, (ref IncomingValues values, UInt128 number) => values.LocalPort = (ushort)number),
        [Fields.IpRemotePort] = (IncomingFields.RemotePort, (ref IncomingValues values, UInt128 number) => values.RemotePort = (ushort)number),
        [Fields.EmbeddedLocalPort] = (IncomingFields.EmbeddedLocalPort, (ref IncomingValues values, UInt128 number) => values.EmbeddedLocalPort = (ushort)number),
        [Fields.EmbeddedRemotePort] = (IncomingFields.EmbeddedRemotePort, (ref IncomingValues values, UInt128 number) => values.EmbeddedRemotePort = (ushort)number),
        [Fields.IpLocalAddressType] = (IncomingFields.LocalAddressType, (ref IncomingValues values, UInt128 number) => values.LocalAddressType = (byte)number),
        [Fields.IpDestinationAddressType] = (IncomingFields.DestinationAddressType, (ref IncomingValues values, UInt128 number) => values.DestinationAddressType = (byte)number),
        [Fields.EmbeddedProtocol] = (IncomingFields.EmbeddedProtocol, (ref IncomingValues values, UInt128 number) => values.EmbeddedProtocol = (byte)number),
        [Fields.EmbeddedLocalAddressType] = (IncomingFields.EmbeddedLocalAddressType, (ref IncomingValues values, UInt128 number) => values.EmbeddedLocalAddressType = (byte)number),
    };

    /// <summary>A packet of which each field may be absent.</summary>
    public static PacketFields Packet(Random random, LayerId layer, IReadOnlyList<LayerField> fields)
    {
        PacketFields packet = default;
        foreach (LayerField field in fields)
        {
            if (random.Next(6) != 0)
            {
                (IncomingFields bit, Setter set) = s_fields[field.Key];

                // Some fields are narrower in packets than in the layer.
                UInt128 number = NumberOf(random, field);
                set(ref packet.Values, number);
                packet.Values.Present |= bit;
            }
        }

        packet.LayerSlot = (byte)LayerTable.Of(layer);
        packet.Metadata.PacketLength = (uint)random.Next(20, 1500);
        return packet;
    }

    public static FilterCondition Condition(Random random, LayerField field, FilterMatchType match)
    {
        UInt128 one = NumberOf(random, field);
        UInt128 other = NumberOf(random, field);
        return new FilterCondition(
            field.Key,
            match,
            match == FilterMatchType.Range ? FilterValue.Range(Value(field, UInt128.Min(one, other)), Value(field, UInt128.Max(one, other))) : Value(field, one));
    }

    private static UInt128 NumberOf(Random random, LayerField field) => field.Type switch
    {
        DataType.ByteArray16 => s_v6[random.Next(s_v6.Length)],
        DataType.UInt32 when field.Key == Fields.IpLocalAddress || field.Key == Fields.IpRemoteAddress || field.Key == Fields.IpSourceAddress
            || field.Key == Fields.IpDestinationAddress || field.Key == Fields.EmbeddedRemoteAddress => s_v4[random.Next(s_v4.Length)],
        DataType.UInt8 => (byte)s_numbers[random.Next(s_numbers.Length)],
        DataType.UInt16 => (ushort)s_numbers[random.Next(s_numbers.Length)],
        _ when field.Key == Fields.InterfaceType => (ushort)s_numbers[random.Next(s_numbers.Length)],
        _ when field.Key == Fields.TunnelType || field.Key == Fields.Direction => (byte)s_numbers[random.Next(s_numbers.Length)],
        _ => (uint)s_numbers[random.Next(s_numbers.Length)],
    };

    private static FilterValue Value(LayerField field, UInt128 number) => field.Type switch
    {
        DataType.UInt8 => FilterValue.UInt8((byte)number),
        DataType.UInt16 => FilterValue.UInt16((ushort)number),
        DataType.UInt32 => FilterValue.UInt32((uint)number),
        _ => FilterValue.ByteArray16(number),
    };

    private static InternetAddress Address(UInt128 number) => new((ulong)(number >> 64), (ulong)number);
}
