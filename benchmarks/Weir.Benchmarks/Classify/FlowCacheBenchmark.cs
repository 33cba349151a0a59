using System.Globalization;
using System.Reflection;
using Weir.Engine;
using Weir.Linux;

namespace Weir.Benchmarks.Classify;

/// <summary>
/// Whether a flow cache in front of the walk would pay: the walk alone, and behind two caches, by the kernel's test run; all in turn within
/// each round. Rules of the kind acl1, made by <see cref="RuleSetGenerator"/>.
/// </summary>
internal static class FlowCacheBenchmark
{
    private const int Rounds = 15;

    public static int Run()
    {
        var scratch = Directory.CreateTempSubdirectory("weir-flows-").FullName;
        try
        {
            Console.WriteLine("ns for a packet over the same loop with an image of no filter; median of 15 rounds");
            Console.WriteLine("| rules | packets | walk | behind LRU_HASH | behind an array of a processor |");
            Console.WriteLine("|---|---|---|---|---|");
            var isRight = true;
            foreach (var size in new[] { 10, 1000, 100_000 })
            {
                using var set = RuleSet.Load("acl1", size, directory: null, scratch)!;
                var image = PolicyImage.Build(ClassificationPlan.Build(set.Policy, LayerId.OutboundTransportV4));
                isRight &= Measure(size, "100 flows, Zipf", image, Zipf(set, 100));
                isRight &= Measure(size, "1,000 flows, Zipf", image, Zipf(set, 1000));
                isRight &= Measure(size, "10,000 flows, Zipf", image, Zipf(set, 10_000));
                isRight &= Measure(size, "each flow once", image, Once(set));
            }

            return isRight ? 0 : 1;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static bool Measure(int size, string name, PolicyImage image, PacketBatch packets)
    {
        using var empty = LinuxImageReplay.Open(PolicyImage.Build(ClassificationPlan.Build(PolicySnapshot.Initial, LayerId.OutboundTransportV4)));
        using var walk = LinuxImageReplay.Open(image);
        using var lru = LinuxImageReplay.Open(image, Program(nameof(FlowCachePrograms.ClassifyByKernelsMap)));
        using var array = LinuxImageReplay.Open(image, Program(nameof(FlowCachePrograms.ClassifyByArray)));
        LinuxImageReplay[] all = [empty, walk, lru, array];
        var times = all.Select(_ => new List<double>()).ToArray();
        var answers = all.Select(_ => new ulong[packets.Count]).ToArray();
        foreach (var replay in all)
            replay.SetPackets(packets);
        for (var round = -1; round < Rounds; round++)
        {
            var none = 0.0;
            for (var i = 0; i < all.Length; i++)
            {
                var time = all[i].Classify(answers[i]) / (double)packets.Count;
                none = i == 0 ? time : none;
                if (round >= 0)
                    times[i].Add(time - none);
            }
        }

        string Median(int i) => times[i].Order().ElementAt(Rounds / 2).ToString("0", CultureInfo.InvariantCulture);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {size:#,0} | {name} | {Median(1)} | {Median(2)} | {Median(3)} |"));
        var isRight = answers[2].AsSpan().SequenceEqual(answers[1]) && answers[3].AsSpan().SequenceEqual(answers[1]);
        if (!isRight)
            Console.WriteLine("a cache answered otherwise than the walk");
        return isRight;
    }

    private static MethodInfo Program(string name) => typeof(FlowCachePrograms).GetMethod(name, BindingFlags.Public | BindingFlags.Static)!;

    /// <summary>100,000 packets of some flows: the second comes half as often as the first, the third a third as often, and so on.</summary>
    private static PacketBatch Zipf(RuleSet set, int flows)
    {
        var random = new Random(1);
        var distinct = Distinct(set).Take(flows).ToList();
        var sums = new double[distinct.Count];
        for (var i = 0; i < sums.Length; i++)
            sums[i] = (i == 0 ? 0 : sums[i - 1]) + (1.0 / (i + 1));
        var batch = new PacketBatch(LayerId.OutboundTransportV4);
        for (var i = 0; i < 100_000; i++)
        {
            var index = Array.BinarySearch(sums, random.NextDouble() * sums[^1]);
            batch.Add(distinct[index < 0 ? ~index : index]);
        }

        return batch;
    }

    private static PacketBatch Once(RuleSet set)
    {
        var batch = new PacketBatch(LayerId.OutboundTransportV4);
        foreach (var packet in Distinct(set))
            batch.Add(packet);
        return batch;
    }

    private static IEnumerable<FieldValues> Distinct(RuleSet set) => set.Packets.DistinctBy(packet => packet.ToString());
}
