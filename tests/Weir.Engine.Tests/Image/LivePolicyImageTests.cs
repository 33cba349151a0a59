using System.Collections.Immutable;
using Weir.Bpf.Language;

namespace Weir.Engine.Tests.Image;

public sealed class LivePolicyImageTests
{
    private static readonly ImmutableArray<Guid> s_callouts =
    [
        .. new[] { ClassifyAction.Block, ClassifyAction.Permit, ClassifyAction.Continue }.Select(CalloutPolicy.KeyOf), CalloutPolicy.Unregistered,
    ];

    /// <summary>Filters and sublayers come and go, one by one and many at once; after each commit all evaluators agree.</summary>
    [Theory]
    [InlineData(LayerId.OutboundTransportV4, 1)]
    [InlineData(LayerId.OutboundTransportV4, 2)]
    [InlineData(LayerId.InboundTransportV6, 3)]
    [InlineData(LayerId.InboundTransportV6, 4)]
    public void Any_sequence_of_commits_leaves_what_the_policy_says(LayerId layer, int seed)
    {
        var random = new Random(seed);
        var rules = new RuleSet(layer, seed);
        using var policy = new CalloutPolicy(layer);
        var subLayers = new List<(Guid Key, List<ulong> Filters)>();
        var inPlace = 0;
        const int commits = 120;
        for (var commit = 0; commit < commits; commit++)
        {
            var before = policy.LiveImage.Current;
            using (var transaction = policy.Session.BeginTransaction())
            {
                Change(policy.Session, rules, random, subLayers);
                transaction.Commit();
            }

            inPlace += policy.LiveImage.Current == before ? 1 : 0;
            if (policy.LiveImage.WantsRebuild)
            {
                policy.LiveImage.Rebuild();
            }

            for (var i = 0; i < 12; i++)
            {
                policy.Classify(rules.Packet());
            }
        }

        Assert.InRange(inPlace, commits / 2, commits);
    }

    /// <summary>Always at the same place of the order, so that its numbers come to an end again and again.</summary>
    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Filters_can_be_put_between_two_others_without_end(int direction)
    {
        var rules = new RuleSet(LayerId.OutboundTransportV4, seed: 11);
        using var policy = new CalloutPolicy();
        for (var i = 0; i < 300; i++)
        {
            policy.Session.AddFilter(rules.Filter() with { Weight = FilterWeight.Exact((ulong)(i % 2 == 0 ? 0 : 1 << 20)) });
        }

        var images = new Dictionary<PolicyImage, int>();
        var ids = new Queue<ulong>();
        for (var i = 1; i <= 1500; i++)
        {
            ids.Enqueue(policy.Session.AddFilter(rules.Filter() with { Weight = FilterWeight.Exact((ulong)((1 << 19) + (direction * i))) }));
            if (i > 40)
            {
                policy.Session.DeleteFilter(ids.Dequeue());
            }

            images[policy.LiveImage.Current] = policy.LiveImage.Current.MovedCount;
            if (i % 20 == 0)
            {
                policy.Classify(rules.Packet());
            }
        }

        for (var i = 0; i < 100; i++)
        {
            policy.Classify(rules.Packet());
        }

        Assert.InRange(images.Count, 1, 20);
        Assert.InRange(images.Values.Sum(), 8, 3000);
    }

    [Theory]
    [InlineData(LayerId.OutboundTransportV4)]
    [InlineData(LayerId.OutboundTransportV6)]
    public void It_grows_and_gives_the_memory_back(LayerId layer)
    {
        var rules = new RuleSet(layer, seed: 12);
        using var policy = new CalloutPolicy(layer);
        var image = policy.LiveImage;
        var filters = Enumerable.Range(0, 5_000).Select(_ => rules.SimpleFilter()).ToArray();
        var ids = new List<ulong>();
        foreach (var chunk in filters.Chunk(100))
        {
            using (var transaction = policy.Session.BeginTransaction())
            {
                ids.AddRange(chunk.Select(filter => policy.Session.AddFilter(filter)));
                transaction.Commit();
            }

            Tend(image);
        }

        var largest = image.Capacity;
        Assert.InRange(image.Size, filters.Length * 64, filters.Length * 300);
        for (var i = 0; i < filters.Length; i++)
        {
            Assert.Equal(ids[i], image.Classify(RuleSet.PacketOf(filters[i])).FilterId);
        }

        foreach (var chunk in ids.Skip(10).Chunk(100))
        {
            using (var transaction = policy.Session.BeginTransaction())
            {
                foreach (var id in chunk)
                {
                    policy.Session.DeleteFilter(id);
                }

                transaction.Commit();
            }

            Tend(image);
        }

        Assert.InRange(image.Capacity, 1, largest / 10);
        Assert.All(filters.Select((filter, index) => (filter, index)), item => Assert.Equal(
            item.index < 10 ? ids[item.index] : 0, image.Classify(RuleSet.PacketOf(item.filter)).FilterId));
    }

    [Fact]
    public void Commits_that_take_each_other_back_take_no_memory()
    {
        var rules = new RuleSet(LayerId.OutboundTransportV4, seed: 13);
        using var policy = new CalloutPolicy();
        for (var i = 0; i < 500; i++)
        {
            policy.Session.AddFilter(rules.Filter());
        }

        policy.LiveImage.Rebuild();
        var image = policy.LiveImage.Current;
        Assert.True(Settle(policy.LiveImage));
        var size = image.Size;
        for (var i = 0; i < 300; i++)
        {
            policy.Session.DeleteFilter(policy.Session.AddFilter(rules.Filter()));

            // A classification of any test that does not get its turn holds back what is freed here.
            if (i % 10 == 0)
            {
                Assert.True(Settle(policy.LiveImage));
            }
        }

        Assert.True(Settle(policy.LiveImage));
        Assert.Same(image, policy.LiveImage.Current);
        Assert.InRange(image.Size, size - (size / 20), size + (size / 5));
    }

    private static bool Settle(LivePolicyImage image) => SpinWait.SpinUntil(image.Reclaim, millisecondsTimeout: 30_000);

    private static void Tend(LivePolicyImage image)
    {
        if (image.WantsRebuild)
        {
            image.Rebuild();
        }
    }

    private static void Change(Session session, RuleSet rules, Random random, List<(Guid Key, List<ulong> Filters)> subLayers)
    {
        if (subLayers.Count == 0 || random.Next(15) == 0)
        {
            subLayers.Add((session.AddSubLayer(Make.SubLayer(weight: (ushort)random.Next(1, 60_000))), []));
        }

        if (subLayers.Count > 2 && random.Next(15) == 0)
        {
            var gone = subLayers[random.Next(subLayers.Count)];
            gone.Filters.ForEach(session.DeleteFilter);
            session.DeleteSubLayer(gone.Key);
            subLayers.Remove(gone);
        }

        var additions = random.Next(20) == 0 ? 300 : random.Next(4);
        for (var i = 0; i < additions; i++)
        {
            var (key, filters) = subLayers[random.Next(subLayers.Count)];
            filters.Add(session.AddFilter(Filter(rules, random) with { SubLayer = key }));
        }

        var deletions = random.Next(20) == 0 ? 250 : random.Next(4);
        for (var i = 0; i < deletions; i++)
        {
            var filters = subLayers[random.Next(subLayers.Count)].Filters;
            if (filters.Count != 0)
            {
                var index = random.Next(filters.Count);
                session.DeleteFilter(filters[index]);
                filters.RemoveAt(index);
            }
        }
    }

    private static FilterSpec Filter(RuleSet rules, Random random)
    {
        var filter = rules.Filter();
        return random.Next(3) != 0 ? filter : filter with
        {
            Action = random.Next(3) switch
            {
                0 => FilterAction.CalloutTerminating,
                1 => FilterAction.CalloutUnknown,
                _ => FilterAction.CalloutInspection,
            },
            Callout = s_callouts[random.Next(s_callouts.Length)],
            Context = (ulong)random.Next(Enum.GetValues<Answer>().Length),
        };
    }
}
