using System.Net;
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
}
