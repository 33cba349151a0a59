using System.Net;
using Weir.Engine;

namespace Weir.Linux.Tests.PacketLayers;

/// <summary>What the layers must read of a packet.</summary>
internal static class LookOf
{
    public const byte Unicast = 1;
    public const byte Multicast = 3;
    public const byte Broadcast = 4;

    private const uint Ethernet = 6;
    private const uint Loopback = 24;

    /// <summary>The layer, or the one beside it for IPv6.</summary>
    public static LayerId Layer(LayerId v4, bool isV6) => isV6 ? LayerTable.LayerAt(LayerTable.Of(v4) + 1) : v4;

    public static FieldValues Packet(LayerId v4, uint index, IPAddress local, IPAddress remote, byte localType = Unicast, ConditionFlags flags = 0)
    {
        FieldValues values = new(Layer(v4, local.GetAddressBytes().Length == 16));
        Set(values, index, local, remote, localType, flags);
        return values;
    }

    /// <summary>A datagram as OUTBOUND_TRANSPORT sees it.</summary>
    public static FieldValues Transport(
        uint index, (IPAddress Local, IPAddress Remote) addresses, byte protocol, (ushort Local, ushort Remote)? ports, byte remoteType = Unicast, ConditionFlags flags = 0)
    {
        FieldValues datagram = Datagram(Direction.Outbound, index, addresses, protocol, ports, Unicast, flags);
        FieldValues values = new(Layer(LayerId.OutboundTransportV4, datagram.Layer.Id == LayerId.DatagramDataV6));
        foreach (LayerField field in datagram.Layer.Fields.Where(field => values.Layer.Fields.Any(own => own.Key == field.Key)))
        {
            values[field.Key] = datagram[field.Key];
        }

        values[Fields.IpDestinationAddressType] = FilterValue.UInt8(remoteType);
        return values;
    }

    /// <summary>Of protocol and ports, null is what cannot be read or is not there.</summary>
    public static FieldValues Datagram(
        Direction direction,
        uint index,
        (IPAddress Local, IPAddress Remote) addresses,
        byte? protocol,
        (ushort Local, ushort Remote)? ports,
        byte localType = Unicast,
        ConditionFlags flags = 0)
    {
        FieldValues values = Packet(LayerId.DatagramDataV4, index, addresses.Local, addresses.Remote, localType, flags);
        values[Fields.Direction] = FilterValue.UInt32((uint)direction);
        values[Fields.IpProtocol] = protocol is { } number ? FilterValue.UInt8(number) : FilterValue.Empty;
        values[Fields.IpLocalPort] = ports is { } local ? FilterValue.UInt16(local.Local) : FilterValue.Empty;
        values[Fields.IpRemotePort] = ports is { } remote ? FilterValue.UInt16(remote.Remote) : FilterValue.Empty;
        return values;
    }

    public static FieldValues Forwarded(uint from, uint to, IPAddress source, IPAddress destination, ConditionFlags flags = 0) =>
        new(Layer(LayerId.IpForwardV4, source.GetAddressBytes().Length == 16))
        {
            [Fields.IpSourceAddress] = FilterValue.Address(source),
            [Fields.IpDestinationAddress] = FilterValue.Address(destination),
            [Fields.IpDestinationAddressType] = FilterValue.UInt8(Unicast),
            [Fields.SourceInterfaceIndex] = FilterValue.UInt32(from),
            [Fields.DestinationInterfaceIndex] = FilterValue.UInt32(to),
            [Fields.Flags] = FilterValue.UInt32((uint)flags),
        };

    /// <summary>That a port is unreachable.</summary>
    public static FieldValues ErrorSent(uint index, IPAddress local, IPAddress remote, ConditionFlags flags = 0)
    {
        FieldValues values = Packet(LayerId.OutboundIcmpErrorV4, index, local, remote, Unicast, flags);
        SetPortUnreachable(values);
        return values;
    }

    /// <summary>That a port is unreachable; protocol and ports of the datagram are null where they cannot be read.</summary>
    public static FieldValues ErrorReceived(
        uint index, IPAddress local, IPAddress remote, byte? protocol, (ushort Local, ushort Remote)? ports, ConditionFlags flags = 0)
    {
        FieldValues values = new(Layer(LayerId.InboundIcmpErrorV4, local.GetAddressBytes().Length == 16));
        Set(values, index, local, remote, localType: null, flags);
        SetPortUnreachable(values);
        values[Fields.EmbeddedProtocol] = protocol is { } number ? FilterValue.UInt8(number) : FilterValue.Empty;
        values[Fields.EmbeddedRemoteAddress] = FilterValue.Address(remote);
        values[Fields.EmbeddedLocalAddressType] = FilterValue.UInt8(Unicast);
        values[Fields.EmbeddedLocalPort] = ports is { } own ? FilterValue.UInt16(own.Local) : FilterValue.Empty;
        values[Fields.EmbeddedRemotePort] = ports is { } its ? FilterValue.UInt16(its.Remote) : FilterValue.Empty;
        return values;
    }

    private static void Set(FieldValues values, uint index, IPAddress local, IPAddress remote, byte? localType, ConditionFlags flags)
    {
        values[Fields.IpLocalAddress] = FilterValue.Address(local);
        values[Fields.IpRemoteAddress] = FilterValue.Address(remote);
        if (localType is { } type)
        {
            values[Fields.IpLocalAddressType] = FilterValue.UInt8(type);
        }

        values[Fields.InterfaceIndex] = FilterValue.UInt32(index);
        values[Fields.InterfaceType] = FilterValue.UInt32((flags & ConditionFlags.IsLoopback) != 0 ? Loopback : Ethernet);
        values[Fields.TunnelType] = FilterValue.UInt32(0);
        values[Fields.Flags] = FilterValue.UInt32((uint)flags);
    }

    private static void SetPortUnreachable(FieldValues values)
    {
        bool isV6 = values[Fields.IpLocalAddress].Type == DataType.ByteArray16;
        values[Fields.IcmpType] = FilterValue.UInt16(isV6 ? (ushort)1 : (ushort)3);
        values[Fields.IcmpCode] = FilterValue.UInt16(isV6 ? (ushort)4 : (ushort)3);
    }
}
