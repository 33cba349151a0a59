using Weir.Engine;
using Weir.Linux.Programs;
using Weir.Linux.Tests.Classification;

namespace Weir.Linux.Tests.Limits;

/// <summary>
/// Limits in the kernel, driven by its test run, against the reference evaluator. The rates are so low that no limit fills again while a test
/// lasts, so the time of the packets does not matter.
/// </summary>
public class KernelLimitTests
{
    private const LayerId Limited = LayerId.InboundTransportV4;

    [Fact]
    public void LimitsInTheKernelMeanWhatTheReferenceEvaluatorSays()
    {
        using LinuxEngine kernel = LinuxEngine.OpenDetached(capacity: 1 << 20);
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        using ClassifyBatch batch = new(kernel, Limited, limits: true);
        ulong beyond = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            Random random = new(seed);
            RandomPolicy policy = new(seed);
            policy.Install(session, mostFilters: 40);
            LimitSome(session, random);
            ReferenceLimits limits = new() { Time = 1 };
            Dictionary<ulong, FilterCounters> decided = [];
            PacketFields[] packets = [.. Enumerable.Range(0, 3000).Select(_ => policy.RandomPacket()).Where(one => one.Layer == Limited).Select(one => one.Fields)];
            batch.Set(packets);
            batch.Run();
            for (int i = 0; i < packets.Length; i++)
            {
                limits.PacketLength = packets[i].Metadata.PacketLength;
                ClassifyResult expected = ReferenceEvaluator.Classify(engine.Policy, Limited, RandomPolicy.ToFieldValues(Limited, packets[i]), limits);
                Decision decision = batch.Decisions[i];
                bool isBlocked = decision.Verdict == Weir.Linux.Programs.Verdict.Block;
                Assert.True(
                    (expected.Verdict == Engine.Verdict.Block, expected.FilterId, expected.IsVeto)
                        == (isBlocked, decision.FilterId, (decision.Flags & Decision.FlagVeto) != 0),
                    $"seed {seed}, packet {i}: expected {expected}, the kernel said {decision.Verdict} by {decision.FilterId}");
                FilterCounters before = decided.GetValueOrDefault(expected.FilterId);
                decided[expected.FilterId] = new FilterCounters(before.Packets + 1, before.Bytes + packets[i].Metadata.PacketLength);
            }

            foreach (InstalledFilter filter in engine.Policy.Filters)
            {
                FilterCounters counters = engine.GetCounters(filter.Id);
                FilterCounters expected = decided.GetValueOrDefault(filter.Id);
                Assert.Equal((expected.Packets, expected.Bytes), (counters.Packets, counters.Bytes));
                beyond += counters.PacketsBeyondLimit;
            }
        }

        Assert.InRange(beyond, 1000ul, ulong.MaxValue);
    }

    [Theory]
    [InlineData(LimitUnit.Packets, 5, 5)]
    [InlineData(LimitUnit.Bytes, 4600, 4)]
    public void ABurstPassesAndTheRestIsCountedBeyond(LimitUnit unit, ulong burst, ulong passing)
    {
        using LinuxEngine kernel = LinuxEngine.OpenDetached();
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        using ClassifyBatch batch = new(kernel, Limited, limits: true);
        ulong id = session.AddFilter(new FilterSpec
        {
            Name = "limited",
            Layer = LayerId.InboundTransportV4,
            Action = FilterAction.Limit,
            Limit = new LimitSpec { Unit = unit, Rate = unit == LimitUnit.Packets ? 1 : LimitSpec.FullPacket * 8, Burst = burst },
        });
        PacketFields packet = default;
        packet.Metadata.PacketLength = 1000;
        batch.Set([.. Enumerable.Repeat(packet, 100)]);

        batch.Run();

        Assert.Equal(passing, (ulong)batch.Decisions.ToArray().Count(one => one.Verdict == Weir.Linux.Programs.Verdict.Permit));
        FilterCounters counters = engine.GetCounters(id);
        Assert.Equal((100ul, 100_000ul), (counters.Packets, counters.Bytes));
        Assert.Equal((100 - passing, (100 - passing) * 1000), (counters.PacketsBeyondLimit, counters.BytesBeyondLimit));

        // Another filter in its place starts with a full bucket.
        ulong another = session.AddFilter(engine.Policy.Filters.Single(one => one.Id == id).Spec with { Key = default });
        session.DeleteFilter(id);
        Assert.Equal(default, engine.GetCounters(another));
        batch.Run();
        Assert.Equal(100 - passing, engine.GetCounters(another).PacketsBeyondLimit);
    }

    /// <summary>What reads most headers before it classifies is hardest to verify.</summary>
    [Theory]
    [InlineData(LayerId.InboundIpPacketV6)]
    [InlineData(LayerId.IpForwardV6)]
    [InlineData(LayerId.InboundIcmpErrorV4)]
    [InlineData(LayerId.InboundIcmpErrorV6)]
    public void TheVerifierTakesALimitAtTheLayer(LayerId layer)
    {
        using LinuxEngine kernel = LinuxEngine.OpenDetached();
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        session.AddFilter(new FilterSpec { Name = "plain", Layer = layer, Action = FilterAction.Block });
        long plain = kernel.CountVerifiedInstructions(layer);

        session.AddFilter(new FilterSpec { Name = "limited", Layer = layer, Action = FilterAction.Limit, Limit = LimitSpec.Packets(1, 1) });

        Assert.InRange(kernel.CountVerifiedInstructions(layer), plain + 1, 100_000);
    }

    [Fact]
    public void WhereASenderWouldSeeAnErrorNothingIsLimited()
    {
        using LinuxEngine kernel = LinuxEngine.OpenDetached();
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();

        WfpException refused = Assert.Throws<WfpException>(() => session.AddFilter(new FilterSpec
        {
            Name = "outbound",
            Layer = LayerId.OutboundIcmpErrorV4,
            Action = FilterAction.Limit,
            Limit = LimitSpec.Packets(1, 1),
        }));

        Assert.Contains("to whom each block is an error", refused.Message);
    }

    private static void LimitSome(Session session, Random random)
    {
        using Transaction transaction = session.BeginTransaction();
        foreach (InstalledFilter filter in session.Policy.Filters.Where(one => one.Spec.Layer == Limited).ToList())
        {
            if (random.Next(2) == 0)
            {
                session.DeleteFilter(filter.Id);
                session.AddFilter(filter.Spec with
                {
                    Key = default,
                    Action = FilterAction.Limit,
                    Limit = LimitSpec.Packets(1, (ulong)random.Next(1, 40)),
                });
            }
        }

        transaction.Commit();
    }
}
