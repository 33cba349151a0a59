using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Weir.Engine;

public readonly partial record struct FilterCondition
{
    /// <summary>The IP protocol is <paramref name="protocol"/>.</summary>
    public static FilterCondition Protocol(ProtocolType protocol) =>
        new(Fields.IpProtocol, FilterMatchType.Equal, FilterValue.UInt8(checked((byte)protocol)));

    /// <summary>This host's address is <paramref name="address"/>.</summary>
    public static FilterCondition LocalAddress(IPAddress address) =>
        new(Fields.IpLocalAddress, FilterMatchType.Equal, FilterValue.Address(address));

    /// <summary>This host's address is in <paramref name="network"/>.</summary>
    public static FilterCondition LocalAddress(IPNetwork network) =>
        new(Fields.IpLocalAddress, FilterMatchType.Equal, FilterValue.Network(network));

    /// <summary>This host's address is between <paramref name="low"/> and <paramref name="high"/>, both included.</summary>
    public static FilterCondition LocalAddress(IPAddress low, IPAddress high) =>
        new(Fields.IpLocalAddress, FilterMatchType.Range, FilterValue.AddressRange(low, high));

    /// <summary>The other end's address is <paramref name="address"/>.</summary>
    public static FilterCondition RemoteAddress(IPAddress address) =>
        new(Fields.IpRemoteAddress, FilterMatchType.Equal, FilterValue.Address(address));

    /// <summary>The other end's address is in <paramref name="network"/>.</summary>
    public static FilterCondition RemoteAddress(IPNetwork network) =>
        new(Fields.IpRemoteAddress, FilterMatchType.Equal, FilterValue.Network(network));

    /// <summary>The other end's address is between <paramref name="low"/> and <paramref name="high"/>, both included.</summary>
    public static FilterCondition RemoteAddress(IPAddress low, IPAddress high) =>
        new(Fields.IpRemoteAddress, FilterMatchType.Range, FilterValue.AddressRange(low, high));

    /// <summary>This host's port is <paramref name="port"/>.</summary>
    public static FilterCondition LocalPort(ushort port) =>
        new(Fields.IpLocalPort, FilterMatchType.Equal, FilterValue.UInt16(port));

    /// <summary>This host's port is between <paramref name="low"/> and <paramref name="high"/>, both included.</summary>
    public static FilterCondition LocalPort(ushort low, ushort high) =>
        new(Fields.IpLocalPort, FilterMatchType.Range, FilterValue.PortRange(low, high));

    /// <summary>The other end's port is <paramref name="port"/>.</summary>
    public static FilterCondition RemotePort(ushort port) =>
        new(Fields.IpRemotePort, FilterMatchType.Equal, FilterValue.UInt16(port));

    /// <summary>The other end's port is between <paramref name="low"/> and <paramref name="high"/>, both included.</summary>
    public static FilterCondition RemotePort(ushort low, ushort high) =>
        new(Fields.IpRemotePort, FilterMatchType.Range, FilterValue.PortRange(low, high));

    /// <summary>The packet arrives or leaves by the interface with this index.</summary>
    public static FilterCondition InterfaceIndex(uint index) =>
        new(Fields.InterfaceIndex, FilterMatchType.Equal, FilterValue.UInt32(index));

    /// <summary>The packet goes this way. A Weir extension at the transport layers, see <see cref="Fields.Direction"/>.</summary>
    public static FilterCondition Direction(Direction direction) =>
        new(Fields.Direction, FilterMatchType.Equal, FilterValue.UInt32((uint)direction));

    /// <summary>This host's hardware address in the frame is <paramref name="address"/>, of six bytes.</summary>
    public static FilterCondition LocalAddress(PhysicalAddress address) =>
        new(Fields.MacLocalAddress, FilterMatchType.Equal, FilterValue.Address(address));

    /// <summary>The other hardware address in the frame is <paramref name="address"/>, of six bytes.</summary>
    public static FilterCondition RemoteAddress(PhysicalAddress address) =>
        new(Fields.MacRemoteAddress, FilterMatchType.Equal, FilterValue.Address(address));

    /// <summary>All of these flags are set.</summary>
    public static FilterCondition FlagsAllSet(ConditionFlags flags) =>
        new(Fields.Flags, FilterMatchType.FlagsAllSet, FilterValue.UInt32((uint)flags));

    /// <summary>At least one of these flags is set.</summary>
    public static FilterCondition FlagsAnySet(ConditionFlags flags) =>
        new(Fields.Flags, FilterMatchType.FlagsAnySet, FilterValue.UInt32((uint)flags));

    /// <summary>None of these flags is set.</summary>
    public static FilterCondition FlagsNoneSet(ConditionFlags flags) =>
        new(Fields.Flags, FilterMatchType.FlagsNoneSet, FilterValue.UInt32((uint)flags));

    /// <summary>The field is absent: the packet or socket has no value for it.</summary>
    public static FilterCondition Absent(FieldKey field) => new(field, FilterMatchType.Equal, FilterValue.Empty);

    /// <summary>The field is between <paramref name="low"/> and <paramref name="high"/>, both included and both of the field's type.</summary>
    public static FilterCondition Between(FieldKey field, FilterValue low, FilterValue high) =>
        new(field, FilterMatchType.Range, FilterValue.Range(low, high));

    /// <summary>The field is this text.</summary>
    /// <param name="field">A field of type <see cref="DataType.UnicodeString"/>.</param>
    /// <param name="text">The text.</param>
    /// <param name="comparison"><see cref="StringComparison.Ordinal"/> or <see cref="StringComparison.OrdinalIgnoreCase"/>.</param>
    /// <exception cref="ArgumentException">The comparison depends on a language.</exception>
    public static FilterCondition Text(FieldKey field, string text, StringComparison comparison = StringComparison.Ordinal) => new(
        field,
        comparison switch
        {
            StringComparison.Ordinal => FilterMatchType.Equal,
            StringComparison.OrdinalIgnoreCase => FilterMatchType.EqualCaseInsensitive,
            _ => throw new ArgumentException(
                $"What a filter matches must not depend on a language. Use {nameof(StringComparison.Ordinal)} or {nameof(StringComparison.OrdinalIgnoreCase)}.",
                nameof(comparison)),
        },
        FilterValue.UnicodeString(text));

    /// <summary>The field ends with this text (<see cref="FilterMatchType.Prefix"/>, in spite of that name).</summary>
    /// <param name="field">A field of type <see cref="DataType.UnicodeString"/>.</param>
    /// <param name="end">The end.</param>
    public static FilterCondition TextEndsWith(FieldKey field, string end) =>
        new(field, FilterMatchType.Prefix, FilterValue.UnicodeString(end));
}
