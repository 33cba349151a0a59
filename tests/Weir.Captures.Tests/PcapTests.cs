namespace Weir.Captures.Tests;

public class PcapTests
{
    private static readonly byte[] s_frame = [1, 2, 3, 4, 5];

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void BothByteOrdersAndResolutionsAreRead(bool isBigEndian, bool isNanosecond)
    {
        var file = new CaptureBytes(isBigEndian)
            .PcapHeader(LinkType.Raw, isNanosecond)
            .PcapFrame(1_700_000_000, isNanosecond ? 123_456_700u : 123_456u, s_frame)
            .PcapFrame(1_700_000_001, 0, [9], original: 1500);

        var frames = Captures.Read(file.ToArray());

        Assert.Equal(2, frames.Count);
        var expected = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000).AddTicks(isNanosecond ? 1_234_567 : 1_234_560);
        Assert.Equal((1, expected, LinkType.Raw, 5u, false), (frames[0].Number, frames[0].Time, frames[0].LinkType, frames[0].OriginalLength, frames[0].IsCut));
        Assert.Equal(s_frame, frames[0].Bytes.ToArray());
        Assert.Equal((2, 1500u, true), (frames[1].Number, frames[1].OriginalLength, frames[1].IsCut));
    }

    [Fact]
    public void TheUpperBitsOfTheLinkTypeAreNotPartOfIt()
    {
        var file = new CaptureBytes(isBigEndian: false).PcapHeader((LinkType)(0x2400_0000 | 1)).PcapFrame(0, 0, s_frame);

        Assert.Equal(LinkType.Ethernet, Captures.Read(file.ToArray())[0].LinkType);
    }

    [Fact]
    public void AFileThatEndsTooEarlyGivesTheFramesBeforeAndTheOffset()
    {
        var file = new CaptureBytes(isBigEndian: false).PcapHeader(LinkType.Raw).PcapFrame(1, 0, s_frame).PcapFrame(2, 0, s_frame).ToArray();
        const int firstFrame = 24;
        const int secondFrame = firstFrame + 16 + 5;
        for (var length = 0; length < file.Length; length++)
        {
            var (frames, damage) = Captures.ReadDamaged(file[..length]);
            Assert.Equal(length >= secondFrame ? 1 : 0, frames.Count);
            if (length is firstFrame or secondFrame)
            {
                Assert.Null(damage);
                continue;
            }

            Assert.NotNull(damage);
            Assert.Equal(length < firstFrame ? 0 : length < secondFrame ? firstFrame : secondFrame, damage.Offset);
            Assert.StartsWith($"at byte {damage.Offset}: ", damage.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AnAbsurdLengthIsDamageNotMemory()
    {
        var file = new CaptureBytes(isBigEndian: true).PcapHeader(LinkType.Raw).PcapFrame(1, 0, s_frame)
            .UInt32(2).UInt32(0).UInt32(0xfffffff0).UInt32(60);

        var (frames, damage) = Captures.ReadDamaged(file.ToArray());

        Assert.Single(frames);
        Assert.Equal("at byte 45: frame 2 claims 4294967280 bytes, more than any capture has", damage!.Message);
    }

    [Fact]
    public void WhatIsNoCaptureIsNamed()
    {
        var (_, damage) = Captures.ReadDamaged("#!/bin/sh\n"u8.ToArray());

        Assert.Equal("at byte 0: neither pcap nor pcapng begins with 23212f62", damage!.Message);
    }

    [Fact]
    public void AnotherMajorVersionIsRefused()
    {
        var file = new CaptureBytes(isBigEndian: false).UInt32(0xa1b2c3d4).UInt16(543).UInt16(0).UInt32(0).UInt32(0).UInt32(0).UInt32(1);

        Assert.Contains("pcap version 543", Captures.ReadDamaged(file.ToArray()).Damage!.Message, StringComparison.Ordinal);
    }
}
