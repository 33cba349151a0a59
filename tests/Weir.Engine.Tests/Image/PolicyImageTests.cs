using System.Collections.Immutable;
using Weir.Bpf.Language;

namespace Weir.Engine.Tests.Image;

public sealed class PolicyImageTests
{
    /// <summary>Many tables, tests and sets; several sublayers; callouts that leave the decision to the next filter.</summary>
    [Theory]
    [InlineData(LayerId.OutboundTransportV4, 1, 40, 30)]
    [InlineData(LayerId.OutboundTransportV6, 1, 40, 30)]
    [InlineData(LayerId.InboundTransportV4, 3, 100, 10)]
    [InlineData(LayerId.InboundTransportV6, 3, 100, 10)]
    [InlineData(LayerId.OutboundTransportV4, 2, 1000, 1)]
    [InlineData(LayerId.OutboundTransportV6, 2, 1000, 1)]
    public void Image_and_reference_agree_on_rule_sets(LayerId layer, int subLayers, int filters, int policies)
    {
        var decided = 0;
        var packets = 0;
        for (var seed = 0; seed < policies; seed++)
        {
            var rules = new RuleSet(layer, seed);
            using var policy = new CalloutPolicy(layer);
            Install(policy.Session, rules, subLayers, filters, seed);
            for (var i = 0; i < 300; i++)
            {
                packets++;
                decided += policy.Classify(rules.Packet()).FilterId != 0 ? 1 : 0;
            }
        }

        Assert.InRange(decided, packets / 6, packets);
    }

    [Theory]
    [InlineData(LayerId.OutboundTransportV4)]
    [InlineData(LayerId.OutboundTransportV6)]
    public void More_sublayers_and_tables_than_a_word_has_bits(LayerId layer)
    {
        var rules = new RuleSet(layer, seed: 7);
        using var policy = new CalloutPolicy(layer);
        Install(policy.Session, rules, subLayers: 90, filters: 3, seed: 7);
        Install(policy.Session, rules, subLayers: 5, filters: 60, seed: 8);
        for (var i = 0; i < 150; i++)
        {
            policy.Classify(rules.Packet());
        }
    }

    [Theory]
    [InlineData(LayerId.OutboundTransportV4)]
    [InlineData(LayerId.OutboundTransportV6)]
    public void Every_filter_of_30000_is_found(LayerId layer)
    {
        var rules = new RuleSet(layer, seed: 3);
        var filters = Enumerable.Range(0, 30_000).Select(_ => rules.SimpleFilter()).ToArray();
        var image = Build(layer, filters);
        var packets = new PacketBatch(layer);
        foreach (var filter in filters)
        {
            packets.Add(RuleSet.PacketOf(filter));
        }

        var answers = new ulong[filters.Length];
        image.Classify(packets, answers);

        Assert.Equal(Enumerable.Range(1, filters.Length).Select(id => (ulong)id), answers);
        Assert.Equal(answers, Enumerable.Range(0, filters.Length).Select(i => image.Classify(packets, i)));
    }

    [Fact]
    public void A_list_of_10000_addresses_is_one_set()
    {
        var rules = new RuleSet(LayerId.OutboundTransportV4, seed: 4);
        var addresses = Enumerable.Range(0, 10_000).Select(_ => rules.SimpleFilter().Conditions[0]).ToArray();
        var image = Build(LayerId.OutboundTransportV4, Make.Filter(conditions: [.. addresses]), Make.Filter(conditions: [.. addresses, FilterCondition.RemotePort(80)]));

        Assert.InRange(image.Size, 0, 340_000);
        Assert.All(addresses, address => Assert.Equal(
            1UL, image.Classify(new FieldValues(LayerId.OutboundTransportV4) { [Fields.IpRemoteAddress] = address.Value }).FilterId));
        Assert.All(addresses, address => Assert.Equal(
            0UL,
            image.Classify(new FieldValues(LayerId.OutboundTransportV4)
            {
                [Fields.IpRemoteAddress] = FilterValue.UInt32((uint)address.Value.Number ^ 0x00010000),
            }).FilterId));
    }

    [Fact]
    public void A_simple_filter_of_100000_takes_at_most_100_bytes()
    {
        var rules = new RuleSet(LayerId.OutboundTransportV4, seed: 5);
        var image = Build(LayerId.OutboundTransportV4, [.. Enumerable.Range(0, 100_000).Select(_ => rules.SimpleFilter())]);

        Assert.InRange(image.Size, 64 * 100_000, 100 * 100_000);
    }

    [Fact]
    public void The_image_of_few_filters_is_small()
    {
        var rules = new RuleSet(LayerId.OutboundTransportV4, seed: 6);

        Assert.InRange(Build(LayerId.OutboundTransportV4, [.. Enumerable.Range(0, 10).Select(_ => rules.SimpleFilter())]).Size, 1, 4096);
    }

    [Theory]
    [InlineData(LayerId.OutboundTransportV4)]
    [InlineData(LayerId.OutboundTransportV6)]
    public void Classifying_allocates_nothing(LayerId layer)
    {
        var rules = new RuleSet(layer, seed: 9);
        FilterSpec[] filters = [.. Enumerable.Range(0, 500).Select(_ => rules.Filter())];
        var image = Build(layer, filters);
        using var live = new LivePolicyImage(Make.Policy(filters), layer);
        var values = Enumerable.Range(0, 100).Select(_ => rules.Packet()).ToArray();
        var batch = new PacketBatch(layer);
        foreach (var packet in values)
        {
            batch.Add(packet);
        }

        var answers = new ulong[values.Length];
        var callouts = new AlwaysContinue();

        long Allocated(int rounds)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var round = 0; round < rounds; round++)
            {
                foreach (var packet in values)
                {
                    image.Classify(packet, ref callouts, out _);
                    live.Classify(packet, ref callouts, out _);
                }

                live.Classify(batch, answers);
                image.Classify(batch, answers);
                image.Classify(batch, index: 0);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Allocated(rounds: 1);
        Assert.Equal(0, Allocated(rounds: 100));
    }

    [Fact]
    public void Packets_of_another_layer_are_refused()
    {
        var image = Build(LayerId.OutboundTransportV4);

        Assert.Throws<ArgumentException>(() => image.Classify(new FieldValues(LayerId.OutboundTransportV6)));
        Assert.Throws<ArgumentException>(() => image.Classify(new PacketBatch(LayerId.OutboundTransportV6), []));
        Assert.Throws<ArgumentException>(() => image.Classify(new PacketBatch(LayerId.OutboundTransportV6), index: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => image.Classify(new PacketBatch(LayerId.OutboundTransportV4), index: 0));
        Assert.Throws<ArgumentException>(() => new PacketBatch(LayerId.OutboundTransportV4).Add(new FieldValues(LayerId.OutboundTransportV6)));
    }

    private static PolicyImage Build(LayerId layer, params FilterSpec[] filters)
    {
        using var engine = new FilterEngine(new RecordingKernel());
        using var session = engine.OpenSession();
        using (var transaction = session.BeginTransaction())
        {
            foreach (var filter in filters)
            {
                session.AddFilter(filter);
            }

            transaction.Commit();
        }

        return PolicyImage.Build(ClassificationPlan.Build(engine.Policy, layer));
    }

    private static void Install(Session session, RuleSet rules, int subLayers, int filters, int seed)
    {
        var random = new Random(seed);
        var callouts = new[] { ClassifyAction.Block, ClassifyAction.Permit, ClassifyAction.Continue }.Select(CalloutPolicy.KeyOf).Append(CalloutPolicy.Unregistered).ToImmutableArray();
        using var transaction = session.BeginTransaction();
        for (var i = 0; i < subLayers; i++)
        {
            var subLayer = session.AddSubLayer(Make.SubLayer());
            for (var j = 0; j < filters; j++)
            {
                var filter = rules.Filter() with { SubLayer = subLayer };
                session.AddFilter(random.Next(3) != 0 ? filter : filter with
                {
                    Action = random.Next(3) switch
                    {
                        0 => FilterAction.CalloutTerminating,
                        1 => FilterAction.CalloutUnknown,
                        _ => FilterAction.CalloutInspection,
                    },
                    Callout = callouts[random.Next(callouts.Length)],
                    Context = (ulong)random.Next(Enum.GetValues<Answer>().Length),
                });
            }
        }

        transaction.Commit();
    }

    private struct AlwaysContinue : ICalloutInvoker
    {
        public readonly bool TryInvoke(InstalledFilter filter, ref ClassifyOut classifyOut) => true;
    }
}
