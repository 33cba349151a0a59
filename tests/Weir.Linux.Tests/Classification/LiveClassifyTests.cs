using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux.Tests.Classification;

/// <summary>Classify in the kernel while a writer commits as fast as it can.</summary>
public class LiveClassifyTests
{
    private const LayerId Layer = LayerId.OutboundTransportV4;
    private const int Commits = 3000;
    private const int PacketsEach = 32;
    private const int FewestRuns = 50;

    /// <summary>
    /// The kernel's test run in one thread, commits in another: each answer is right for one version of the policy that was current during
    /// its run. Rebuilt images come in between.
    /// </summary>
    [Fact]
    public void EachAnswerIsRightForAVersionThatWasCurrent()
    {
        using LinuxEngine kernel = LinuxEngine.OpenDetached(keepsImages: true);
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        RandomPolicy random = new(seed: 7);
        (PacketFields Fields, FieldValues Values)[] packets = [.. Enumerable.Range(0, int.MaxValue)
            .Select(_ => random.RandomPacket())
            .Where(packet => packet.Layer == Layer)
            .Take(PacketsEach)
            .Select(packet => (packet.Fields, RandomPolicy.ToFieldValues(Layer, packet.Fields)))];
        using ClassifyBatch batch = new(kernel, Layer);
        batch.Set([.. packets.Select(packet => packet.Fields)]);
        PolicySnapshot[] versions = new PolicySnapshot[Commits + 1];
        versions[0] = engine.Policy;
        int current = 0;
        bool runs = false;
        Exception? failure = null;
        Thread writer = new(() =>
        {
            try
            {
                SpinWait.SpinUntil(() => Volatile.Read(ref runs));
                Queue<ulong> filters = new();
                for (int i = 1; i <= Commits; i++)
                {
                    using (Transaction transaction = session.BeginTransaction())
                    {
                        for (int j = i % 3; j >= 0; j--)
                        {
                            filters.Enqueue(session.AddFilter(random.RandomFilter(Layer, SubLayers.Universal)));
                        }

                        while (filters.Count > 20 + (i % 50))
                        {
                            session.DeleteFilter(filters.Dequeue());
                        }

                        transaction.Commit();
                    }

                    versions[i] = engine.Policy;
                    Volatile.Write(ref current, i);
                }
            }
            catch (Exception error)
            {
                failure = error;
            }
        });
        writer.Start();
        List<(int First, int Last, ulong[] Filters)> answers = [];
        do
        {
            int first = Volatile.Read(ref current);
            batch.Run();
            Volatile.Write(ref runs, true);

            // The next version is in force before the writer says so.
            answers.Add((first, Math.Min(Volatile.Read(ref current) + 1, Commits), [.. batch.Decisions.ToArray().Select(decision => decision.FilterId)]));
        }
        while (writer.IsAlive);
        writer.Join();

        Assert.Null(failure);
        Assert.InRange(answers.Count, FewestRuns, int.MaxValue);
        Assert.InRange(answers.Count(answer => answer.Last > answer.First + 1), 1, answers.Count);
        int step = Math.Max(1, answers.Count / 1000);
        for (int i = 0; i < answers.Count; i += step)
        {
            (int first, int last, ulong[] filters) = answers[i];
            for (int packet = 0; packet < PacketsEach; packet++)
            {
                Assert.True(
                    Enumerable.Range(first, last - first + 1).Any(
                        version => ReferenceEvaluator.Classify(versions[version], Layer, packets[packet].Values).FilterId == filters[packet]),
                    $"run {i}, packet {packet}: filter {filters[packet]} is the answer of no version from {first} to {last}");
            }
        }
    }
}
