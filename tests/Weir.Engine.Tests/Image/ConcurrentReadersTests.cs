using System.Diagnostics;

namespace Weir.Engine.Tests.Image;

/// <summary>Threads that classify while one commits as fast as it can.</summary>
public sealed class ConcurrentReadersTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(1.5);

    /// <summary>
    /// Every commit replaces the filters of all packets, so that the filter which decides a packet says which version it has met: one that
    /// was in force at some time of the classification, and for the sublayers of one packet the same.
    /// </summary>
    [Theory]
    [InlineData(LayerId.OutboundTransportV4)]
    [InlineData(LayerId.OutboundTransportV6)]
    public void Each_classification_meets_one_version_that_was_in_force_meanwhile(LayerId layer)
    {
        const int packetCount = 8;
        var rules = new RuleSet(layer, seed: 21);
        var simple = Enumerable.Range(0, packetCount).Select(_ => rules.SimpleFilter()).ToArray();
        var packets = simple.Select(RuleSet.PacketOf).ToArray();
        using var image = new LivePolicyImage(PolicySnapshot.Initial, layer);
        var latest = 0UL;
        var kernel = new ImageKernel(new ManagedEngine(), image) { BeforeApply = after => Volatile.Write(ref latest, after.Version) };
        using var engine = new FilterEngine(kernel);
        using var session = engine.OpenSession();
        Guid[] subLayers = [session.AddSubLayer(Make.SubLayer(weight: 2000)), session.AddSubLayer(Make.SubLayer(weight: 1000))];
        AddBulk(session, rules, subLayers[1]);

        // What the filters' context says of the version, by their ids.
        var versions = new ulong[1 << 22];
        var ids = new List<ulong>();
        Replace();

        var isOver = false;
        var classified = 0L;
        Exception? failure = null;
        Thread[] readers = [.. Enumerable.Range(0, 2).Select(index => new Thread(() => Guard(() => Read(index))))];
        var rebuilder = new Thread(() => Guard(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                image.Rebuild();
                Thread.Sleep(20);
            }
        }));
        Array.ForEach(readers, reader => reader.Start());
        rebuilder.Start();
        var start = Stopwatch.GetTimestamp();
        var commits = 0;
        while (Stopwatch.GetElapsedTime(start) < s_duration && failure is null)
        {
            Replace();
            commits++;
        }

        Volatile.Write(ref isOver, true);
        Array.ForEach(readers, reader => reader.Join());
        rebuilder.Join();
        output.WriteLine($"{commits} commits of {2 * packetCount} filters each way, {classified} classifications");
        if (failure is not null)
        {
            throw failure;
        }

        Assert.InRange(commits, 20, int.MaxValue);
        Assert.InRange(classified, 1000, long.MaxValue);
        for (var i = 0; i < 100 && !image.Reclaim(); i++)
        {
            Thread.Yield();
        }

        Assert.True(image.Reclaim());

        void Replace()
        {
            using var transaction = session.BeginTransaction();
            ids.ForEach(session.DeleteFilter);
            ids.Clear();
            foreach (var filter in simple)
            {
                foreach (var subLayer in subLayers)
                {
                    // Permits, so that both sublayers have their say.
                    ids.Add(session.AddFilter(filter with { SubLayer = subLayer, Action = FilterAction.Permit, Weight = FilterWeight.Exact(500) }));
                    versions[ids[^1]] = engine.Policy.Version + 1;
                }
            }

            transaction.Commit();
        }

        void Read(int seed)
        {
            var random = new Random(seed);
            var count = 0L;
            while (!Volatile.Read(ref isOver))
            {
                var packet = packets[random.Next(packetCount)];
                var first = image.PolicyVersion;
                var result = image.Classify(packet);
                var last = Volatile.Read(ref latest);
                Assert.Equal(2, result.Decisions.Length);
                var version = versions[result.Decisions[0].FilterId];
                Assert.Equal(version, versions[result.Decisions[1].FilterId]);
                Assert.InRange(version, first, last);
                count++;
            }

            Interlocked.Add(ref classified, count);
        }

        void Guard(Action action)
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                failure = exception;
                Volatile.Write(ref isOver, true);
            }
        }
    }

    /// <summary>Random filters come and go in random numbers; each answer is the reference evaluator's for one of the versions of the time.</summary>
    [Fact]
    public void Each_answer_is_that_of_the_reference_for_a_version_of_the_time()
    {
        const LayerId layer = LayerId.OutboundTransportV4;
        var rules = new RuleSet(layer, seed: 22);
        var packets = Enumerable.Range(0, 64).Select(_ => rules.Packet()).ToArray();
        var snapshots = new PolicySnapshot[1 << 12];
        var latest = 0UL;
        using var image = new LivePolicyImage(PolicySnapshot.Initial, layer);
        var kernel = new ImageKernel(new ManagedEngine(), image)
        {
            BeforeApply = after =>
            {
                snapshots[after.Version % (ulong)snapshots.Length] = after;
                Volatile.Write(ref latest, after.Version);
            },
        };
        using var engine = new FilterEngine(kernel);
        using var session = engine.OpenSession();
        var subLayer = session.AddSubLayer(Make.SubLayer(weight: 3000));
        var isOver = false;
        var several = 0L;
        var classified = 0L;
        Exception? failure = null;
        var reader = new Thread(() =>
        {
            try
            {
                var random = new Random(1);
                while (!Volatile.Read(ref isOver))
                {
                    var packet = packets[random.Next(packets.Length)];
                    var first = image.PolicyVersion;
                    var result = image.Classify(packet);
                    var last = Volatile.Read(ref latest);
                    var isRight = false;
                    for (var version = first; version <= last && !isRight; version++)
                    {
                        isRight = snapshots[version % (ulong)snapshots.Length] is { } snapshot
                            && ReferenceEvaluator.Classify(snapshot, layer, packet).Equals(result);
                    }

                    Assert.True(isRight, $"{packet} was decided as {result}, which no version from {first} to {last} says.");
                    classified++;
                    several += last > first ? 1 : 0;
                }
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        snapshots[0] = PolicySnapshot.Initial;
        snapshots[engine.Policy.Version % (ulong)snapshots.Length] = engine.Policy;
        reader.Start();
        var ids = new List<ulong>();
        var writer = new Random(2);
        var start = Stopwatch.GetTimestamp();
        var commits = 0;
        while (Stopwatch.GetElapsedTime(start) < s_duration && failure is null)
        {
            using (var transaction = session.BeginTransaction())
            {
                for (var i = writer.Next(1, 4); i > 0; i--)
                {
                    ids.Add(session.AddFilter(rules.Filter() with { SubLayer = writer.Next(2) == 0 ? subLayer : default }));
                }

                while (ids.Count > 60)
                {
                    var index = writer.Next(ids.Count);
                    session.DeleteFilter(ids[index]);
                    ids.RemoveAt(index);
                }

                transaction.Commit();
            }

            commits++;
            if (image.WantsRebuild)
            {
                image.Rebuild();
            }
        }

        Volatile.Write(ref isOver, true);
        reader.Join();
        output.WriteLine($"{commits} commits, {classified} classifications, {several} of them over a commit");
        if (failure is not null)
        {
            throw failure;
        }

        Assert.InRange(commits, 20, int.MaxValue);
        Assert.InRange(several, 3, long.MaxValue);
    }

    private static void AddBulk(Session session, RuleSet rules, Guid subLayer)
    {
        using var transaction = session.BeginTransaction();
        for (var i = 0; i < 500; i++)
        {
            // Lighter than those that tell the version, so that they share tables and chains with them and decide nothing.
            session.AddFilter(rules.Filter() with { SubLayer = subLayer, Weight = FilterWeight.Exact((ulong)(i % 400)) });
        }

        transaction.Commit();
    }
}
