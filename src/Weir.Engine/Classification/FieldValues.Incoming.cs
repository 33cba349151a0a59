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
            Protocol = (byte)NumberOf(Fields.IpProtocol, IncomingFields.Protocol, ref present),
            LocalAddress = AddressOf(NumberOf(Fields.IpLocalAddress, IncomingFields.LocalAddress, ref present)),
            RemoteAddress = AddressOf(NumberOf(Fields.IpRemoteAddress, IncomingFields.RemoteAddress, ref present)),
            LocalPort = (ushort)NumberOf(Fields.IpLocalPort, IncomingFields.LocalPort, ref present),
            RemotePort = (ushort)NumberOf(Fields.IpRemotePort, IncomingFields.RemotePort, ref present),
            InterfaceIndex = (uint)NumberOf(Fields.InterfaceIndex, IncomingFields.InterfaceIndex, ref present),
            Direction = (PacketDirection)(byte)NumberOf(Fields.Direction, IncomingFields.Direction, ref present),
        };
        incoming.Present = present;
        return incoming;
    }

    private static InternetAddress AddressOf(UInt128 number) => new((ulong)(number >> 64), (ulong)number);

    private UInt128 NumberOf(FieldKey key, IncomingFields bit, ref IncomingFields present)
    {
        var value = ValueOrEmpty(key);
        if (value.Type == DataType.Empty)
        {
            return 0;
        }

        present |= bit;
        return value.Number;
    }
}
