namespace Weir.Engine.Tests.Limits;

/// <summary>Filters that limit, in every evaluator.</summary>
public sealed class LimitingTests
{
    private static readonly LimitSpec s_two = LimitSpec.Packets(1, 2);

    private readonly PacketClock _clock = new();

    [Fact]
    public void What_is_within_passes_and_what_is_beyond_is_blocked_and_counted()
    {
        var (kernel, engine, session) = Open();
        var id = session.AddFilter(Limit(s_two));

        Assert.Equal([Verdict.Permit, Verdict.Permit, Verdict.Block, Verdict.Block], Send(kernel, 4));
        _clock.Nanoseconds += 1_000_000_000;
        Assert.Equal([Verdict.Permit, Verdict.Block], Send(kernel, 2));

        Assert.Equal(new FilterCounters(6, 600) { PacketsBeyondLimit = 3, BytesBeyondLimit = 300 }, engine.GetCounters(id));
        session.DeleteFilter(id);
        Assert.Equal(default, kernel.GetCounters(id));
        engine.Dispose();
    }

    /// <summary>The filter answers by its own right, so that a callout's soft block has no part in it.</summary>
    [Fact]
    public void Beyond_is_a_filters_block_and_within_a_filters_permit()
    {
        var (kernel, engine, session) = Open();
        var above = session.AddSubLayer(Make.SubLayer(weight: 0x9000));
        session.AddFilter(Limit(s_two) with { SubLayer = above });
        session.AddFilter(Make.Filter(FilterAction.Permit));

        Assert.Equal([Verdict.Permit, Verdict.Permit, Verdict.Block], Send(kernel, 3));
        engine.Dispose();
    }

    [Fact]
    public void A_hard_limit_permits_hard_and_vetoes()
    {
        var (kernel, engine, session) = Open();
        var above = session.AddSubLayer(Make.SubLayer(weight: 0x9000));
        var below = session.AddSubLayer(Make.SubLayer(weight: 0x7000));
        session.AddFilter(Make.Filter(FilterAction.Permit, subLayer: above, clear: true));
        session.AddFilter(Limit(s_two) with { Flags = FilterFlags.ClearActionRight });
        session.AddFilter(Make.Filter(subLayer: below));

        var results = Enumerable.Range(0, 3).Select(_ => Classify(kernel)).ToList();

        Assert.Equal([Verdict.Permit, Verdict.Permit, Verdict.Block], results.Select(result => result.Verdict));
        Assert.Equal([false, false, true], results.Select(result => result.IsVeto));
        engine.Dispose();
    }

    [Fact]
    public void Each_filter_has_a_limit_of_its_own_and_a_commit_elsewhere_leaves_it()
    {
        var (kernel, engine, session) = Open();
        session.AddFilter(Limit(s_two) with { Conditions = [FilterCondition.RemotePort(1)] });
        session.AddFilter(Limit(s_two) with { Conditions = [FilterCondition.RemotePort(2)] });

        Assert.Equal([Verdict.Permit, Verdict.Permit, Verdict.Block], Send(kernel, 3, port: 1));
        session.AddFilter(Make.Filter(conditions: [FilterCondition.RemotePort(3)]));
        Assert.Equal([Verdict.Block], Send(kernel, 1, port: 1));
        Assert.Equal([Verdict.Permit, Verdict.Permit, Verdict.Block], Send(kernel, 3, port: 2));
        engine.Dispose();
    }

    [Fact]
    public void Random_traffic_meets_the_same_verdicts_in_every_evaluator()
    {
        var random = new Random(22);
        var (passed, blocked) = (0, 0);
        for (var run = 0; run < 100; run++)
        {
            var (kernel, engine, session) = Open();
            var subLayers = new[] { SubLayers.Universal, session.AddSubLayer(Make.SubLayer(weight: 0x9000)) };
            for (var i = 0; i < 8; i++)
            {
                var limit = random.Next(3) == 0
                    ? LimitSpec.Packets((ulong)random.Next(1, 50), (ulong)random.Next(1, 20))
                    : LimitSpec.Bits((ulong)random.Next(20_000, 500_000), (ulong)random.Next(1514, 8000));
                var filter = random.Next(4) == 0
                    ? Make.Filter(random.Next(2) == 0 ? FilterAction.Permit : FilterAction.Block)
                    : Limit(limit);
                session.AddFilter(filter with
                {
                    SubLayer = subLayers[random.Next(2)],
                    Flags = random.Next(4) == 0 ? FilterFlags.ClearActionRight : FilterFlags.None,
                    Conditions = [FilterCondition.RemotePort((ushort)random.Next(1, 4))],
                });
            }

            var reference = new ReferenceLimits();
            for (var packet = 0; packet < 300; packet++)
            {
                _clock.Nanoseconds += random.NextInt64(40_000_000);
                var values = Values((ushort)random.Next(1, 4));
                (reference.Time, reference.PacketLength) = ((ulong)_clock.Nanoseconds, (uint)random.Next(40, 2000));
                var metadata = new Bpf.Language.IncomingMetadata { PacketLength = reference.PacketLength };

                var expected = ReferenceEvaluator.Classify(engine.Policy, values.Layer.Id, values, reference);
                var explained = kernel.Explain(values, metadata: metadata);

                Assert.Equal(expected, kernel.Classify(values, packet: [], metadata));
                Assert.Equal(expected, kernel.ClassifyWithReferenceEvaluator(engine.Policy, values, [], metadata));

                // A limit that no packet has asked yet is not known to the explanation, and full.
                Assert.Equal(expected, explained.Result);
                _ = expected.Verdict == Verdict.Permit ? passed++ : blocked++;
            }

            engine.Dispose();
        }

        Assert.InRange(blocked, passed / 4, passed * 4);
    }

    [Fact]
    public void Without_a_past_every_evaluator_permits()
    {
        var policy = Make.Policy(Limit(s_two));
        Assert.Equal(Verdict.Permit, Make.Classify(policy, Values(1)).Verdict);
    }

    [Fact]
    public void An_explanation_tells_whether_the_limit_is_kept_and_pays_nothing()
    {
        var (kernel, engine, session) = Open();
        session.AddFilter(Limit(s_two));

        Assert.Null(Explain().IsWithinLimit);
        Send(kernel, 1);
        Assert.True(Explain().IsWithinLimit);
        Assert.True(Explain().IsWithinLimit);
        Send(kernel, 1);
        Assert.False(Explain().IsWithinLimit);
        Assert.Equal(ArbitrationAnswer.FilterBlock, Explain().Answer);
        engine.Dispose();

        FilterExplanation Explain() => kernel.Explain(Values(1)).Deciding!.Decision!;
    }

    [Fact]
    public void A_classification_by_a_limit_allocates_nothing()
    {
        var (kernel, engine, session) = Open();
        session.AddFilter(Limit(LimitSpec.Bits(1_000_000_000, 1_000_000)));
        var values = Values(1);
        for (var i = 0; i < 100; i++)
        {
            kernel.Classify(values, byteCount: 100);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            kernel.Classify(values, byteCount: 100);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        engine.Dispose();
    }

    private static FilterSpec Limit(LimitSpec limit) => Make.Filter(FilterAction.Limit) with { Limit = limit };

    private static FieldValues Values(ushort port) => new(LayerId.OutboundTransportV4) { [Fields.IpRemotePort] = FilterValue.UInt16(port) };

    private static ClassifyResult Classify(ManagedEngine kernel, ushort port = 1) => kernel.Classify(Values(port), byteCount: 100);

    private static List<Verdict> Send(ManagedEngine kernel, int packets, ushort port = 1) =>
        [.. Enumerable.Range(0, packets).Select(_ => Classify(kernel, port).Verdict)];

    private (ManagedEngine Kernel, FilterEngine Engine, Session Session) Open()
    {
        var kernel = new ManagedEngine(_clock);
        var engine = new FilterEngine(kernel);
        return (kernel, engine, engine.OpenSession());
    }

    /// <summary>The time of packets, set by hand.</summary>
    private sealed class PacketClock : TimeProvider
    {
        public long Nanoseconds { get; set; } = 1_000_000_000;

        public override long TimestampFrequency => 1_000_000_000;

        public override long GetTimestamp() => Nanoseconds;
    }
}
