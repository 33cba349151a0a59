namespace Weir.Captures.Tests;

/// <summary>Captures that others made, see tests/captures/README.md.</summary>
public class PublicCaptureTests
{
    public static TheoryData<string> PcapngNames { get; } =
        [.. Directory.GetFiles(Captures.PathOf("pcapng/le")).Select(path => Path.GetFileName(path)).Order()];

    [Theory]
    [InlineData("test_dns.pcap", 10, LinkType.Ethernet)]
    [InlineData("test_ethernet.pcap", 10, LinkType.Ethernet)]
    [InlineData("test_loopback.pcap", 24, LinkType.Null)]
    public void EveryFrameOfAPcapIsReadAndIsIp(string name, int frames, LinkType link)
    {
        var read = CaptureFile.Read(Captures.PathOf(name)).ToList();

        Assert.Equal(frames, read.Count);
        Assert.All(read, frame =>
        {
            Assert.Equal(link, frame.LinkType);
            Assert.True(InternetPacket.TryFind(frame, out _, out _));
        });
    }

    [Theory]
    [MemberData(nameof(PcapngNames))]
    public void BothByteOrdersOfAPcapngSayTheSame(string name)
    {
        var little = Describe(Captures.PathOf($"pcapng/le/{name}"));
        var big = Describe(Captures.PathOf($"pcapng/be/{name}"));

        Assert.Equal(little, big);
        Assert.NotEmpty(little.Concat(s_withoutFrames.Where(name.Contains)));
    }

    // Files of blocks that hold no frame.
    private static readonly string[] s_withoutFrames = ["test101"];

    private static List<string> Describe(string path) =>
        [.. CaptureFile.Read(path).Select(frame => $"{frame.Number} {frame.Time:O} {frame.LinkType} {frame.OriginalLength} {Convert.ToHexString(frame.Bytes.Span)}")];
}
