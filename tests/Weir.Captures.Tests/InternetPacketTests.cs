namespace Weir.Captures.Tests;

public class InternetPacketTests
{
    private static readonly byte[] s_packet4 = [0x45, 0, 0, 24, .. new byte[16], 1, 2, 3, 4];
    private static readonly byte[] s_packet6 = [0x60, 0, 0, 0, 0, 4, 17, 64, .. new byte[32], 1, 2, 3, 4];
    private static readonly byte[] s_addresses = new byte[12];

    public static TheoryData<LinkType, string, bool, CaptureDirection> Headers { get; } = new()
    {
        { LinkType.Ethernet, Hex([.. s_addresses, 0x08, 0x00]), false, CaptureDirection.Unknown },
        { LinkType.Ethernet, Hex([.. s_addresses, 0x86, 0xdd]), true, CaptureDirection.Unknown },
        { LinkType.Ethernet, Hex([.. s_addresses, 0x81, 0x00, 0, 5, 0x08, 0x00]), false, CaptureDirection.Unknown },
        { LinkType.Ethernet, Hex([.. s_addresses, 0x88, 0xa8, 0, 7, 0x81, 0x00, 0, 5, 0x86, 0xdd]), true, CaptureDirection.Unknown },
        { LinkType.Raw, "", false, CaptureDirection.Unknown },
        { LinkType.Raw, "", true, CaptureDirection.Unknown },
        { LinkType.IPv4, "", false, CaptureDirection.Unknown },
        { LinkType.IPv6, "", true, CaptureDirection.Unknown },
        { LinkType.Null, "02000000", false, CaptureDirection.Unknown },
        { LinkType.Null, "00000002", false, CaptureDirection.Unknown },
        { LinkType.Null, "1e000000", true, CaptureDirection.Unknown },
        { LinkType.Loop, "00000018", true, CaptureDirection.Unknown },
        { LinkType.LinuxCooked, "0004 0001 0006 000000000000 0000 0800", false, CaptureDirection.Outbound },
        { LinkType.LinuxCooked, "0000 0001 0006 000000000000 0000 86dd", true, CaptureDirection.Inbound },
        { LinkType.LinuxCooked, "0000 0001 0006 000000000000 0000 8100 0005 0800", false, CaptureDirection.Inbound },
        { LinkType.LinuxCooked, "0003 0001 0006 000000000000 0000 0800", false, CaptureDirection.Unknown },
        { LinkType.LinuxCooked2, "0800 0000 00000002 0001 04 06 0000000000000000", false, CaptureDirection.Outbound },
        { LinkType.LinuxCooked2, "8100 0000 00000002 0001 00 06 0000000000000000 0005 86dd", true, CaptureDirection.Inbound },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void ThePacketIsFoundBehindItsLinkHeader(LinkType link, string header, bool isV6, CaptureDirection direction)
    {
        var expected = isV6 ? s_packet6 : s_packet4;
        var bytes = Convert.FromHexString(header.Replace(" ", "", StringComparison.Ordinal));

        Assert.True(InternetPacket.TryFind(Frame(link, [.. bytes, .. expected]), out var packet, out _));
        Assert.Equal((isV6, direction, false), (packet.IsV6, packet.Direction, packet.IsCut));
        Assert.Equal(expected, packet.Bytes.ToArray());
    }

    [Theory]
    [InlineData(LinkType.Ethernet, "000000000000 000000000000 0806", "ARP")]
    [InlineData(LinkType.Ethernet, "000000000000 000000000000 0026", "802.3 without EtherType")]
    [InlineData(LinkType.Ethernet, "000000000000 000000000000 88b5", "EtherType 0x88b5")]
    [InlineData(LinkType.Ethernet, "000000000000 000000000000 8100", "a frame cut in its VLAN tags")]
    [InlineData(LinkType.Ethernet, "000000000000", "a frame cut in its link header")]
    [InlineData(LinkType.Ethernet, "000000000000 000000000000 0800 4500", "IPv4 without a whole header")]
    [InlineData(LinkType.Null, "00000007", "address family 7")]
    [InlineData(LinkType.Raw, "50", "IP version 5")]
    [InlineData((LinkType)105, "00", "link type 105")]
    public void WhatIsNotIpIsNamed(LinkType link, string frame, string instead)
    {
        var bytes = Convert.FromHexString(frame.Replace(" ", "", StringComparison.Ordinal));

        Assert.False(InternetPacket.TryFind(Frame(link, bytes), out _, out var what));
        Assert.Equal(instead, what);
    }

    [Fact]
    public void PaddingOfTheLinkIsNotPartOfThePacket()
    {
        byte[] frame = [.. s_addresses, 0x08, 0x00, .. s_packet4, .. new byte[22]];

        Assert.True(InternetPacket.TryFind(Frame(LinkType.Ethernet, frame), out var packet, out _));
        Assert.Equal(s_packet4, packet.Bytes.ToArray());
    }

    [Fact]
    public void ALengthOfZeroMeansAllThatIsThere()
    {
        byte[] packet6 = [.. s_packet6];
        packet6[5] = 0;

        Assert.True(InternetPacket.TryFind(Frame(LinkType.Raw, packet6), out var packet, out _));
        Assert.Equal(44, packet.Bytes.Length);
    }

    [Fact]
    public void ACutPacketIsMarkedAndCutPaddingIsNot()
    {
        var cut = Frame(LinkType.Raw, s_packet4[..22]) with { OriginalLength = 24 };
        var padded = Frame(LinkType.Ethernet, [.. s_addresses, 0x08, 0x00, .. s_packet4]) with { OriginalLength = 60 };

        Assert.True(InternetPacket.TryFind(cut, out var packet, out _));
        Assert.True(packet.IsCut);
        Assert.True(InternetPacket.TryFind(padded, out packet, out _));
        Assert.False(packet.IsCut);
    }

    private static CapturedFrame Frame(LinkType link, byte[] bytes) =>
        new() { Number = 1, LinkType = link, Bytes = bytes, OriginalLength = (uint)bytes.Length };

    private static string Hex(byte[] bytes) => Convert.ToHexString(bytes);
}
