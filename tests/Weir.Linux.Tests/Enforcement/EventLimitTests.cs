using System.Diagnostics;
using Weir.Bpf;
using Weir.Engine;
using Weir.Linux.Tests.Programs;

namespace Weir.Linux.Tests.Enforcement;

/// <summary>The limit and the sampling of events in the kernel, by the layers' whole programs under the kernel's test run.</summary>
public class EventLimitTests
{
    private const ulong PacketsEach = 1500;

    [Theory]
    [InlineData(LayerId.InboundTransportV4)]
    [InlineData(LayerId.InboundTransportV6)]
    public async Task ABurstIsToldAndTheRestIsCounted(LayerId layer)
    {
        const uint Burst = 50;
        Stopwatch time = Stopwatch.StartNew();
        (ulong told, LayerCounters counters) = await Flood(layer, FilterAction.Block, new LinuxEngineOptions { EventsPerSecond = 1, EventBurst = Burst });

        Assert.InRange(told, Burst, Burst + (ulong)time.Elapsed.TotalSeconds + 1);
        Assert.Equal(0ul, counters.LostEvents);
    }

    [Fact]
    public async Task OneOfTenIsTold()
    {
        (ulong told, LayerCounters counters) = await Flood(
            LayerId.InboundTransportV4, FilterAction.Block, new LinuxEngineOptions { EventsPerSecond = 0, EventSampling = 10 });

        // Six standard deviations of 3,000 lots.
        Assert.InRange(told, 200ul, 400ul);
        Assert.Equal(0ul, counters.LostEvents);
    }

    [Fact]
    public async Task SamplesAreLimitedToo()
    {
        Stopwatch time = Stopwatch.StartNew();
        (ulong told, _) = await Flood(
            LayerId.InboundTransportV4, FilterAction.Block, new LinuxEngineOptions { EventsPerSecond = 1, EventBurst = 50, EventSampling = 3 });

        Assert.InRange(told, 50ul, 50 + (ulong)time.Elapsed.TotalSeconds + 1);
    }

    [Fact]
    public async Task WithoutLimitAndSamplingAllAreTold()
    {
        (ulong told, LayerCounters counters) = await Flood(
            LayerId.InboundTransportV4, FilterAction.Block, new LinuxEngineOptions { EventsPerSecond = 0, EventBurst = 0, EventSampling = 0 });

        Assert.Equal((2 * PacketsEach) - counters.LostEvents, told);
        Assert.Equal(0ul, counters.LeftOutEvents);
    }

    [Fact]
    public async Task PermitsThatNobodyWantsAreNotLeftOut()
    {
        LinuxEngineOptions options = new() { EventsPerSecond = 1, EventBurst = 1 };
        (ulong told, LayerCounters counters) = await Flood(LayerId.InboundTransportV4, FilterAction.Permit, options, eventsEach: 0);
        Assert.Equal((0ul, 0ul), (told, counters.LeftOutEvents));

        (told, counters) = await Flood(LayerId.InboundTransportV4, FilterAction.Permit, options with { ReportPermits = true });
        Assert.InRange(told, 1ul, PacketsEach);
        Assert.Equal(2 * PacketsEach, counters.PermittedPackets);
    }

    [Fact]
    public void ALimitNeedsABurst()
    {
        ArgumentOutOfRangeException refused = Assert.Throws<ArgumentOutOfRangeException>(
            () => LinuxEngine.Open(new LinuxEngineOptions { EventsPerSecond = 5, EventBurst = 0 }));

        Assert.Contains("EventsPerSecond to 0", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Two threads send packets through a layer with one filter; each packet that makes an event is told, left out or lost.</summary>
    private static async Task<(ulong Told, LayerCounters Counters)> Flood(
        LayerId layer, FilterAction action, LinuxEngineOptions options, ulong eventsEach = PacketsEach)
    {
        long told = 0;
        using LinuxEngine kernel = LinuxEngine.OpenDetached(options, leavesOutEvents: true);
        kernel.NetEventRaised += _ => Interlocked.Increment(ref told);
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        session.AddFilter(new FilterSpec { Name = "everything", Layer = layer, Action = action });
        BpfProgram program = kernel.ProgramOf(layer);
        bool isV6 = layer == LayerId.InboundTransportV6;
        byte[] packet = Packets.WithEthernet(
            isV6 ? Packets.V6("fd00::1", "fd00::2", [], 17, new byte[16]) : Packets.V4("10.0.0.1", "10.0.0.2", 17, new byte[16]), isV6);

        // struct nf_hook_state: the hook LOCAL_IN (1) and the family (2, 10).
        byte[] hookState = new byte[48];
        (hookState[0], hookState[1]) = (1, isV6 ? (byte)10 : (byte)2);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            for (ulong i = 0; i < PacketsEach; i++)
            {
                Assert.Equal(action == FilterAction.Block ? 0u : 1u, program.TestRun(packet, context: hookState).ReturnValue);
            }
        })));

        LayerCounters counters = kernel.GetLayerCounters(layer);
        long expected = (long)((2 * eventsEach) - counters.LeftOutEvents - counters.LostEvents);
        SpinWait.SpinUntil(() => Interlocked.Read(ref told) >= expected, TimeSpan.FromSeconds(30));
        Assert.Equal(expected, Interlocked.Read(ref told));
        return ((ulong)told, counters);
    }
}
