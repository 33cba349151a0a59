using System.Buffers.Binary;

namespace Weir.Captures;

/// <summary>What a frame's link header says.</summary>
/// <param name="Content">What follows it, in a few words.</param>
/// <param name="IsV6">The IP version of what follows; null when it is not IP.</param>
/// <param name="Length">Bytes before the packet.</param>
/// <param name="Direction">The way, where the header tells.</param>
internal readonly record struct LinkHeader(string Content, bool? IsV6, int Length, CaptureDirection Direction)
{
    private const ushort EtherTypeV4 = 0x0800;
    private const ushort EtherTypeV6 = 0x86dd;
    private const ushort LeastEtherType = 0x0600;
    private const ushort PacketTypeOutgoing = 4;
    private const ushort PacketTypeOtherHost = 3;

    public static LinkHeader Read(LinkType type, ReadOnlySpan<byte> frame) => type switch
    {
        LinkType.Ethernet when frame.Length >= 14 => ReadEtherType(frame, 12, CaptureDirection.Unknown),
        LinkType.LinuxCooked when frame.Length >= 16 =>
            ReadEtherType(frame, 14, DirectionOf(BinaryPrimitives.ReadUInt16BigEndian(frame))),
        LinkType.LinuxCooked2 when frame.Length >= 20 => ReadCooked2(frame),
        LinkType.Null or LinkType.Loop when frame.Length >= 4 => ReadFamily(BinaryPrimitives.ReadUInt32BigEndian(frame)),
        LinkType.Raw or LinkType.IPv4 or LinkType.IPv6 when frame.Length >= 1 => ReadVersion(frame[0]),
        LinkType.Ethernet or LinkType.LinuxCooked or LinkType.LinuxCooked2 or LinkType.Null or LinkType.Loop
            or LinkType.Raw or LinkType.IPv4 or LinkType.IPv6 => NotIp("a frame cut in its link header"),
        _ => NotIp($"link type {(int)type}"),
    };

    /// <summary>The two bytes at <paramref name="offset"/> say what follows: VLAN tags, each with two bytes of its own, or the packet.</summary>
    private static LinkHeader ReadEtherType(ReadOnlySpan<byte> frame, int offset, CaptureDirection direction)
    {
        while (frame.Length >= offset + 2)
        {
            var type = BinaryPrimitives.ReadUInt16BigEndian(frame[offset..]);
            if (type is not (0x8100 or 0x88a8 or 0x9100))
                return Describe(type, offset + 2, direction);
            offset += 4;
        }

        return NotIp("a frame cut in its VLAN tags");
    }

    /// <summary>The second cooked header begins with the type; tags follow the header.</summary>
    private static LinkHeader ReadCooked2(ReadOnlySpan<byte> frame)
    {
        var type = BinaryPrimitives.ReadUInt16BigEndian(frame);
        var direction = DirectionOf(frame[10]);
        return type is 0x8100 or 0x88a8 or 0x9100 ? ReadEtherType(frame, 22, direction) : Describe(type, 20, direction);
    }

    private static LinkHeader Describe(ushort etherType, int length, CaptureDirection direction) => etherType switch
    {
        EtherTypeV4 => new LinkHeader("IPv4", IsV6: false, length, direction),
        EtherTypeV6 => new LinkHeader("IPv6", IsV6: true, length, direction),
        0x0806 => NotIp("ARP"),
        0x88cc => NotIp("LLDP"),
        0x8863 or 0x8864 => NotIp("PPPoE"),
        0x8847 or 0x8848 => NotIp("MPLS"),
        < LeastEtherType => NotIp("802.3 without EtherType"),
        _ => NotIp($"EtherType 0x{etherType:x4}"),
    };

    /// <summary>The family's number is the capturing system's: 2 everywhere for IPv4; for IPv6 10 on Linux, 24, 28 and 30 on BSDs and macOS.</summary>
    private static LinkHeader ReadFamily(uint family) => (family > ushort.MaxValue ? BinaryPrimitives.ReverseEndianness(family) : family) switch
    {
        2 => new LinkHeader("IPv4", IsV6: false, 4, CaptureDirection.Unknown),
        10 or 24 or 28 or 30 => new LinkHeader("IPv6", IsV6: true, 4, CaptureDirection.Unknown),
        var other => NotIp($"address family {other}"),
    };

    private static LinkHeader ReadVersion(byte first) => (first >> 4) switch
    {
        4 => new LinkHeader("IPv4", IsV6: false, 0, CaptureDirection.Unknown),
        6 => new LinkHeader("IPv6", IsV6: true, 0, CaptureDirection.Unknown),
        var version => NotIp($"IP version {version}"),
    };

    private static CaptureDirection DirectionOf(ushort packetType) => packetType switch
    {
        PacketTypeOutgoing => CaptureDirection.Outbound,
        < PacketTypeOtherHost => CaptureDirection.Inbound,
        _ => CaptureDirection.Unknown,
    };

    private static LinkHeader NotIp(string content) => new(content, IsV6: null, 0, CaptureDirection.Unknown);
}
