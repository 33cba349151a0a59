namespace Weir.Captures.Tests;

public class PcapngTests
{
    private static readonly byte[] s_frame = [1, 2, 3, 4, 5];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void InterfacesHaveTheirOwnLinkTypeAndResolution(bool isBigEndian)
    {
        var file = new CaptureBytes(isBigEndian);
        file.Section()
            .Interface(LinkType.Ethernet)
            .Interface(LinkType.Raw, options: file.Option(9, 9))
            .Interface(LinkType.LinuxCooked, options: file.Option(9, 0x80 | 10))
            .EnhancedFrame(0, 1_700_000_000_123_456, s_frame)
            .EnhancedFrame(1, 1_700_000_000_123_456_700, s_frame, original: 99)
            .EnhancedFrame(2, (1_700_000_000UL << 10) + 512, s_frame);

        var frames = Captures.Read(file.ToArray());

        Assert.Equal([LinkType.Ethernet, LinkType.Raw, LinkType.LinuxCooked], frames.Select(frame => frame.LinkType));
        var second = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
        Assert.Equal([second.AddTicks(1_234_560), second.AddTicks(1_234_567), second.AddMilliseconds(500)], frames.Select(frame => frame.Time!.Value));
        Assert.Equal([false, true, false], frames.Select(frame => frame.IsCut));
        Assert.All(frames, frame => Assert.Equal(s_frame, frame.Bytes.ToArray()));
    }

    [Fact]
    public void ATimestampOffsetIsAdded()
    {
        var file = new CaptureBytes(isBigEndian: true);
        file.Section()
            .Interface(LinkType.Raw, options: file.Option(14, 0, 0, 0, 0, 0, 0, 0x0e, 0x10))
            .EnhancedFrame(0, 5_000_000, s_frame);

        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(3605), Captures.Read(file.ToArray())[0].Time);
    }

    [Fact]
    public void ATimeBeyondTheCalendarIsNoTime()
    {
        var file = new CaptureBytes(isBigEndian: true);
        file.Section().Interface(LinkType.Raw, options: file.Option(9, 0)).EnhancedFrame(0, ulong.MaxValue, s_frame);

        Assert.Null(Captures.Read(file.ToArray())[0].Time);
    }

    [Fact]
    public void ASectionMayHaveAnotherByteOrderAndItsOwnInterfaces()
    {
        byte[] file =
        [
            .. new CaptureBytes(isBigEndian: false).Section().Interface(LinkType.Raw).EnhancedFrame(0, 0, [1]).ToArray(),
            .. new CaptureBytes(isBigEndian: true).Section().Interface(LinkType.Ethernet).EnhancedFrame(0, 0, [2]).ToArray(),
            .. new CaptureBytes(isBigEndian: false).Section().EnhancedFrame(0, 0, [3]).ToArray(),
        ];

        var (frames, damage) = Captures.ReadDamaged(file);

        Assert.Equal([(1, LinkType.Raw), (2, LinkType.Ethernet)], frames.Select(frame => (frame.Number, frame.LinkType)));
        Assert.Contains("frame 3 is of interface 0, and 0 have been described", damage!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SimpleAndObsoleteBlocksAreRead()
    {
        var file = new CaptureBytes(isBigEndian: false)
            .Section()
            .Interface(LinkType.Raw, snapLength: 4)
            .Block(3, body => body.UInt32(9).Bytes(1, 2, 3, 4))
            .Block(2, body => body.UInt16(0).UInt16(77).UInt32(0).UInt32(1_000_000).UInt32(2).UInt32(2).Padded([8, 9]));

        var frames = Captures.Read(file.ToArray());

        Assert.Equal((null, 9u, 4), (frames[0].Time, frames[0].OriginalLength, frames[0].Bytes.Length));
        Assert.Equal([8, 9], frames[1].Bytes.ToArray());
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1), frames[1].Time);
    }

    [Fact]
    public void UnknownBlocksAndOptionsAreSkipped()
    {
        var file = new CaptureBytes(isBigEndian: false);
        file.Section()
            .Block(0x80000bad, body => body.Bytes(1, 2, 3, 4))
            .Interface(LinkType.Raw, options: [.. file.Option(2, 65, 66, 67), .. file.Option(0)])
            .Block(5, body => body.UInt32(0))
            .EnhancedFrame(0, 0, s_frame, options: [.. file.Option(1, 65), .. file.Option(2, 2, 0, 0, 0)]);

        Assert.Equal(CaptureDirection.Outbound, Captures.Read(file.ToArray()).Single().Direction);
    }

    [Fact]
    public void AFileThatEndsTooEarlyGivesTheFramesBeforeAndTheOffset()
    {
        var start = new CaptureBytes(isBigEndian: false).Section().Interface(LinkType.Raw);
        var firstFrame = start.Length;
        start.EnhancedFrame(0, 0, s_frame);
        var secondFrame = start.Length;
        var file = start.EnhancedFrame(0, 0, s_frame).ToArray();
        for (var length = (int)firstFrame + 1; length < file.Length; length++)
        {
            var (frames, damage) = Captures.ReadDamaged(file[..length]);
            Assert.Equal(length >= secondFrame ? 1 : 0, frames.Count);
            Assert.Equal(length == secondFrame ? null : length < secondFrame ? firstFrame : secondFrame, damage?.Offset);
        }
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(13u)]
    [InlineData(0xfffffffcu)]
    public void ABlockWithAnAbsurdLengthIsDamage(uint length)
    {
        var file = new CaptureBytes(isBigEndian: false).Section();
        var offset = file.Length;
        file.UInt32(6).UInt32(length).Bytes(new byte[64]);

        Assert.Equal($"at byte {offset}: a block claims a length of {length} bytes", Captures.ReadDamaged(file.ToArray()).Damage!.Message);
    }

    [Fact]
    public void ABlockWhoseLengthsDifferIsDamage()
    {
        var file = new CaptureBytes(isBigEndian: false).Section().UInt32(5).UInt32(16).UInt32(0).UInt32(20);

        Assert.Contains("16 at its beginning and 20 at its end", Captures.ReadDamaged(file.ToArray()).Damage!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFrameLongerThanItsBlockIsDamage()
    {
        var file = new CaptureBytes(isBigEndian: false)
            .Section()
            .Interface(LinkType.Raw)
            .Block(6, body => body.UInt32(0).UInt32(0).UInt32(0).UInt32(9).UInt32(9).Bytes(new byte[8]));

        Assert.Contains("frame 1 claims 9 bytes, and its block has 8", Captures.ReadDamaged(file.ToArray()).Damage!.Message, StringComparison.Ordinal);
    }
}
