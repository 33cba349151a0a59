using Weir.Bpf.Language;

namespace Weir.Engine;

public sealed partial class FieldValues
{
    /// <summary>The values as callouts get them; absent fields are zero and not in <see cref="IncomingValues.Present"/>.</summary>
    internal IncomingValues ToIncomingValues()
    {
        var present = IncomingFields.None;
        var incoming = new IncomingValues
        {
            LayerId = (ushort)Layer.Id,
            LocalAddress = AddressOf(NumberOf(Fields.IpLocalAddress, Fields.IpSourceAddress, IncomingFields.LocalAddress, ref present)),
            RemoteAddress = AddressOf(NumberOf(Fields.IpRemoteAddress, Fields.IpDestinationAddress, IncomingFields.RemoteAddress, ref present)),
            EmbeddedRemoteAddress = AddressOf(NumberOf(Fields.EmbeddedRemoteAddress, IncomingFields.EmbeddedRemoteAddress, ref present)),
            InterfaceIndex = (uint)NumberOf(Fields.InterfaceIndex, Fields.SourceInterfaceIndex, IncomingFields.InterfaceIndex, ref present),
            DestinationInterfaceIndex = (uint)NumberOf(Fields.DestinationInterfaceIndex, IncomingFields.DestinationInterfaceIndex, ref present),
            Flags = (uint)NumberOf(Fields.Flags, IncomingFields.Flags, ref present),
            LocalPort = (ushort)NumberOf(Fields.IpLocalPort, Fields.IpSourcePort, IncomingFields.LocalPort, ref present),
            RemotePort = (ushort)NumberOf(Fields.IpRemotePort, Fields.IpDestinationPort, IncomingFields.RemotePort, ref present),
            EmbeddedLocalPort = (ushort)NumberOf(Fields.EmbeddedLocalPort, IncomingFields.EmbeddedLocalPort, ref present),
            EmbeddedRemotePort = (ushort)NumberOf(Fields.EmbeddedRemotePort, IncomingFields.EmbeddedRemotePort, ref present),
            InterfaceType = (ushort)NumberOf(Fields.InterfaceType, IncomingFields.InterfaceType, ref present),
            Protocol = (byte)NumberOf(Fields.IpProtocol, IncomingFields.Protocol, ref present),
            Direction = (PacketDirection)(byte)NumberOf(Fields.Direction, IncomingFields.Direction, ref present),
            LocalAddressType = (byte)NumberOf(Fields.IpLocalAddressType, IncomingFields.LocalAddressType, ref present),
            DestinationAddressType = (byte)NumberOf(Fields.IpDestinationAddressType, IncomingFields.DestinationAddressType, ref present),
            EmbeddedProtocol = (byte)NumberOf(Fields.EmbeddedProtocol, IncomingFields.EmbeddedProtocol, ref present),
            EmbeddedLocalAddressType = (byte)NumberOf(Fields.EmbeddedLocalAddressType, IncomingFields.EmbeddedLocalAddressType, ref present),
            TunnelType = (byte)NumberOf(Fields.TunnelType, IncomingFields.TunnelType, ref present),
        };
        if (Layer.FindField(Fields.MacLocalAddress) is not null)
        {
            incoming.LocalAddress = AddressOf(NumberOf(Fields.MacLocalAddress, IncomingFields.LocalAddress, ref present));
            incoming.RemoteAddress = AddressOf(NumberOf(Fields.MacRemoteAddress, IncomingFields.RemoteAddress, ref present));
            incoming.EmbeddedRemoteAddress = AddressOf(NumberOf(Fields.InterfaceMacAddress, IncomingFields.EmbeddedRemoteAddress, ref present));
            incoming.Flags = (uint)NumberOf(Fields.L2Flags, IncomingFields.Flags, ref present);
            incoming.LocalPort = (ushort)NumberOf(Fields.EtherType, IncomingFields.LocalPort, ref present);
            incoming.RemotePort = (ushort)NumberOf(Fields.VlanId, IncomingFields.RemotePort, ref present);
            incoming.LocalAddressType = (byte)NumberOf(Fields.MacLocalAddressType, IncomingFields.LocalAddressType, ref present);
            incoming.DestinationAddressType = (byte)NumberOf(Fields.MacRemoteAddressType, IncomingFields.DestinationAddressType, ref present);
        }

        incoming.Present = present;
        return incoming;
    }

    private static InternetAddress AddressOf(UInt128 number) => new((ulong)(number >> 64), (ulong)number);

    private UInt128 NumberOf(FieldKey key, IncomingFields bit, ref IncomingFields present) => NumberOf(key, key, bit, ref present);

    private UInt128 NumberOf(FieldKey key, FieldKey otherwise, IncomingFields bit, ref IncomingFields present)
    {
        var value = ValueOrEmpty(key);
        if (value.Type == DataType.Empty)
        {
            value = ValueOrEmpty(otherwise);
        }

        if (value.Type == DataType.Empty)
        {
            return 0;
        }

        present |= bit;
        return value.Number;
    }
}
