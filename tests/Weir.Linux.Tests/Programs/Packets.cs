using System.Buffers.Binary;
using System.Net;

namespace Weir.Linux.Tests.Programs;

/// <summary>Builds packets from the network header on.</summary>
internal static class Packets
{
    public static byte[] V4(
        string source, string destination, byte protocol, byte[] payload, byte[]? options = null, ushort fragment = 0)
    {
        options ??= [];
        int headerLength = 20 + options.Length;
        byte[] packet = new byte[headerLength + payload.Length];
        packet[0] = (byte)(0x40 | (headerLength / 4));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(6), fragment);
        packet[8] = 64;
        packet[9] = protocol;
        IPAddress.Parse(source).GetAddressBytes().CopyTo(packet, 12);
        IPAddress.Parse(destination).GetAddressBytes().CopyTo(packet, 16);
        options.CopyTo(packet, 20);
        payload.CopyTo(packet, headerLength);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), Checksum(packet.AsSpan(0, headerLength)));
        return packet;
    }

    /// <param name="source">Source address.</param>
    /// <param name="destination">Destination address.</param>
    /// <param name="extensions">Extension headers: number and body; the length byte is filled in where the body has one.</param>
    /// <param name="protocol">The upper-layer protocol.</param>
    /// <param name="payload">What follows the headers.</param>
    public static byte[] V6(
        string source, string destination, (byte Number, byte[] Header)[] extensions, byte protocol, byte[] payload)
    {
        byte[] chain = [.. extensions.SelectMany((extension, index) =>
        {
            byte[] header = [.. extension.Header];
            header[0] = index + 1 < extensions.Length ? extensions[index + 1].Number : protocol;
            return header;
        })];
        byte[] packet = new byte[40 + chain.Length + payload.Length];
        packet[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)(packet.Length - 40));
        packet[6] = extensions.Length > 0 ? extensions[0].Number : protocol;
        packet[7] = 64;
        IPAddress.Parse(source).GetAddressBytes().CopyTo(packet, 8);
        IPAddress.Parse(destination).GetAddressBytes().CopyTo(packet, 24);
        chain.CopyTo(packet, 40);
        payload.CopyTo(packet, 40 + chain.Length);
        return packet;
    }

    /// <summary>An extension header of <paramref name="units"/> eight-byte units (RFC 8200: the length leaves out the first).</summary>
    public static byte[] Extension(int units)
    {
        byte[] header = new byte[units * 8];
        header[1] = (byte)(units - 1);
        return header;
    }

    /// <summary>A fragment header; the offset counts eight-byte units.</summary>
    public static byte[] Fragment(int offset, bool more)
    {
        byte[] header = new byte[8];
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)((offset << 3) | (more ? 1 : 0)));
        return header;
    }

    /// <summary>An authentication header of <paramref name="words"/> four-byte words (RFC 4302: the length leaves out two).</summary>
    public static byte[] Authentication(int words)
    {
        byte[] header = new byte[words * 4];
        header[1] = (byte)(words - 2);
        return header;
    }

    public static byte[] Ports(ushort source, ushort destination, int length = 8)
    {
        byte[] header = new byte[length];
        BinaryPrimitives.WriteUInt16BigEndian(header, source);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), destination);
        return header;
    }

    public static byte[] Icmp(byte type, byte code) => [type, code, 0, 0, 0, 0, 0, 0];

    /// <summary>Puts an Ethernet header in front, as netfilter's test run wants it for every hook but LOCAL_OUT.</summary>
    public static byte[] WithEthernet(byte[] packet, bool isV6)
    {
        byte[] frame = new byte[14 + packet.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), isV6 ? (ushort)0x86dd : (ushort)0x0800);
        packet.CopyTo(frame, 14);
        return frame;
    }

    private static ushort Checksum(ReadOnlySpan<byte> header)
    {
        uint sum = 0;
        for (int i = 0; i + 1 < header.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        }

        while (sum >> 16 != 0)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
