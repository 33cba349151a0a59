using System.Buffers.Binary;
using System.Net;

namespace Weir.EndToEnd.Tests.Import;

/// <summary>
/// Makes packets of few addresses, ports and protocols, so that rules meet them. Each has a number: in the identification of IPv4, in the
/// flow label of IPv6.
/// </summary>
internal sealed class TwinPackets(Random random)
{
    /// <summary>How they are told from the kernel's own packets.</summary>
    private const byte HopLimit = 77;

    public const string LocalV4 = "10.0.";
    public const string RemoteV4 = "172.16.";
    public const string LocalV6 = "2001:db8:f::";
    public const string RemoteV6 = "2001:db8:e::";

    public static readonly int[] Ports = [0, 1, 22, 53, 80, 443, 1023, 1024, 8080, 65535];
    public static readonly byte[] IcmpTypes = [0, 3, 5, 8, 11, 13];
    public static readonly byte[] IcmpV6Types = [1, 2, 3, 4, 128, 129];

    private static readonly byte[] s_protocols = [6, 6, 6, 17, 17, 17, 1, 58, 132, 33, 136, 47, 50, 250];

    public byte[] Next(int number, bool outbound)
    {
        var isV6 = random.Next(2) == 0;
        var protocol = random.GetItems(s_protocols, 1)[0];
        if (protocol is 1 or 58)
            protocol = isV6 ? (byte)58 : (byte)1;
        var transport = Transport(protocol);
        return isV6 ? V6(number, outbound, protocol, transport) : V4(number, outbound, protocol, transport);
    }

    public string Address(bool isV6, bool local) => isV6
        ? $"{(local ? LocalV6 : RemoteV6)}{random.Next(1, 12):x}"
        : $"{(local ? LocalV4 : RemoteV4)}{random.Next(3)}.{random.Next(1, 6)}";

    private byte[] V4(int number, bool outbound, byte protocol, byte[] transport)
    {
        var header = random.Next(10) == 0 ? 24 : 20;
        var packet = new byte[header + transport.Length];
        packet[0] = (byte)(0x40 | (header / 4));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)number);
        packet[8] = HopLimit;
        packet[9] = protocol;
        IPAddress.Parse(Address(isV6: false, local: outbound)).TryWriteBytes(packet.AsSpan(12), out _);
        IPAddress.Parse(Address(isV6: false, local: !outbound)).TryWriteBytes(packet.AsSpan(16), out _);

        // Options: no operation.
        packet.AsSpan(20, header - 20).Fill(1);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), Checksum(packet.AsSpan(0, header)));
        transport.CopyTo(packet, header);
        return packet;
    }

    private byte[] V6(int number, bool outbound, byte protocol, byte[] transport)
    {
        // Sometimes destination options: six bytes of padding.
        byte[] extension = random.Next(10) == 0 ? [protocol, 0, 1, 4, 0, 0, 0, 0] : [];
        var packet = new byte[40 + extension.Length + transport.Length];
        packet[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)number);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)(packet.Length - 40));
        packet[6] = extension.Length > 0 ? (byte)60 : protocol;
        packet[7] = HopLimit;
        IPAddress.Parse(Address(isV6: true, local: outbound)).TryWriteBytes(packet.AsSpan(8), out _);
        IPAddress.Parse(Address(isV6: true, local: !outbound)).TryWriteBytes(packet.AsSpan(24), out _);
        extension.CopyTo(packet, 40);
        transport.CopyTo(packet, 40 + extension.Length);
        return packet;
    }

    private byte[] Transport(byte protocol)
    {
        var bytes = new byte[24];
        switch (protocol)
        {
            case 1:
                (bytes[0], bytes[1]) = (random.GetItems(IcmpTypes, 1)[0], (byte)random.Next(5));
                break;
            case 58:
                (bytes[0], bytes[1]) = (random.GetItems(IcmpV6Types, 1)[0], (byte)random.Next(5));
                break;
            default:
                BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)random.GetItems(Ports, 1)[0]);
                BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)random.GetItems(Ports, 1)[0]);
                break;
        }

        if (protocol == 6)
            bytes[12] = 0x50;
        else if (protocol is 17 or 136)
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), (ushort)bytes.Length);
        return bytes;
    }

    private static ushort Checksum(ReadOnlySpan<byte> header)
    {
        uint sum = 0;
        for (var i = 0; i < header.Length; i += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        while (sum > ushort.MaxValue)
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        return (ushort)~sum;
    }
}
