using System.Buffers.Binary;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>Ethernet frames of 64 bytes, each with an IPv4 packet that has the addresses, ports and protocol of given fields.</summary>
internal static class FloodFrames
{
    /// <summary>Bytes of a frame, its packet included.</summary>
    public const int Size = 64;

    /// <summary>Where the packet begins in a frame.</summary>
    public const int HeaderSize = 14;

    /// <summary>Whether the kernel receives such a packet for itself at all: it refuses addresses that no packet on a wire may have.</summary>
    public static bool IsReceived(FieldValues values) => IsReceived(AddressOf(values, Fields.IpLocalAddress)) && IsReceived(AddressOf(values, Fields.IpRemoteAddress));

    /// <summary>Writes a frame.</summary>
    /// <param name="frame">Where.</param>
    /// <param name="values">The packet's fields; local is the source.</param>
    /// <param name="receiver">Hardware address of the receiving end.</param>
    public static void Write(Span<byte> frame, FieldValues values, ReadOnlySpan<byte> receiver)
    {
        frame.Clear();
        receiver.CopyTo(frame);
        frame[6] = 2;
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], 0x0800);
        var packet = frame[HeaderSize..];
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
        packet[8] = 64;
        packet[9] = (byte)values[Fields.IpProtocol].Number;
        BinaryPrimitives.WriteUInt32BigEndian(packet[12..], AddressOf(values, Fields.IpLocalAddress));
        BinaryPrimitives.WriteUInt32BigEndian(packet[16..], AddressOf(values, Fields.IpRemoteAddress));
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], Checksum(packet[..20]));
        BinaryPrimitives.WriteUInt16BigEndian(packet[20..], (ushort)values[Fields.IpLocalPort].Number);
        BinaryPrimitives.WriteUInt16BigEndian(packet[22..], (ushort)values[Fields.IpRemotePort].Number);
        switch (packet[9])
        {
            case InternetProtocol.Tcp:
                packet[32] = 0x50;
                break;
            case InternetProtocol.Udp:
                BinaryPrimitives.WriteUInt16BigEndian(packet[24..], (ushort)(packet.Length - 20));
                break;
        }
    }

    // 0/8 and 127/8 are of this host, 224/4 and 240/4 of nobody.
    private static bool IsReceived(uint address) => (address >> 24) is not (0 or 127 or >= 224);

    private static uint AddressOf(FieldValues values, FieldKey field) => (uint)values[field].Number;

    private static ushort Checksum(ReadOnlySpan<byte> header)
    {
        var sum = 0u;
        for (var i = 0; i < header.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        }

        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~(sum + (sum >> 16));
    }
}
