using System.Diagnostics;
using System.Net;
using Weir.Engine;
using Weir.Testing;

namespace Weir.Linux.Tests.Limits;

/// <summary>Limits over real traffic between two namespaces.</summary>
public sealed class LimitTrafficTests : IDisposable
{
    private const ulong BitsPerSecond = 10_000_000;

    // A quarter of a second: a sender that does not get its turn for longer loses credit, and passes less than the rate.
    private const ulong Burst = BitsPerSecond / 8 / 4;

    private readonly TestNetwork _network = TestNetwork.CreatePair();

    public void Dispose() => _network.Dispose();

    [Theory]
    [InlineData(LayerId.InboundMacFrameEthernet, false)]
    [InlineData(LayerId.OutboundMacFrameEthernet, true)]
    [InlineData(LayerId.InboundTransportV4, false)]
    [InlineData(LayerId.OutboundTransportV4, true)]
    [InlineData(LayerId.OutboundIpPacketV4, true)]
    public void AFloodIsCutToTheRate(LayerId layer, bool isAtSender)
    {
        TestHost host = isAtSender ? _network.Client : _network.Server;
        using LinuxEngine kernel = LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = host.Namespace });
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        ulong id = session.AddFilter(new FilterSpec
        {
            Name = "ten megabits",
            Layer = layer,
            Action = FilterAction.Limit,
            Limit = LimitSpec.Bits(BitsPerSecond, Burst),
        });
        IPEndPoint destination = new(_network.Server4, 4000);
        // What a full bucket holds, and more: from here on only the rate counts.
        DatagramFlood.Send(_network.Client, destination, 500, byteCount: 1000);

        FilterCounters before = engine.GetCounters(id);
        Stopwatch clock = Stopwatch.StartNew();
        while (clock.ElapsedMilliseconds < 400)
        {
            // Blocked frames are lost to the sender, and no error.
            Assert.Equal((500, 0), DatagramFlood.Send(_network.Client, destination, 500, byteCount: 1000));
        }

        double seconds = clock.Elapsed.TotalSeconds;
        FilterCounters after = engine.GetCounters(id);
        double passed = after.Bytes - before.Bytes - (after.BytesBeyondLimit - before.BytesBeyondLimit);
        Assert.InRange(passed, BitsPerSecond / 8 * seconds * 0.95, BitsPerSecond / 8 * seconds * 1.05);
        Assert.InRange(after.PacketsBeyondLimit, 100ul, ulong.MaxValue);
        Assert.Equal(after.PacketsBeyondLimit, kernel.GetLayerCounters(layer).BlockedPackets);
    }
}
