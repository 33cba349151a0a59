using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux.Tests.Classification;

/// <summary>
/// Classify in the kernel, driven by the kernel's test run, against the reference evaluator and against the image on the CLR: random policies
/// that go through the engine, random packets of which any field may be absent.
/// </summary>
public unsafe class KernelClassifyTests
{
    private const int Policies = 500;
    private const int PacketsEach = 2000;
    private const int PoliciesWithTheSamePackets = 50;

    [Fact]
    public void ClassifyInTheKernelMeansWhatTheReferenceEvaluatorSays()
    {
        Assert.Equal(TestBatch.FieldsSize, sizeof(PacketFields));
        Assert.Equal(TestBatch.DecisionSize, sizeof(Decision));
        using LinuxEngine kernel = LinuxEngine.OpenDetached(capacity: 1 << 20);
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        Dictionary<LayerId, ClassifyBatch> batches = RandomPolicy.Layers.ToDictionary(layer => layer, layer => new ClassifyBatch(kernel, layer));
        Dictionary<LayerId, (PacketFields Fields, FieldValues Values)[]> packets = [];
        int matched = 0;
        for (int seed = 0; seed < Policies; seed++)
        {
            RandomPolicy random = new(seed);
            random.Install(session, mostFilters: 60);
            if (seed % PoliciesWithTheSamePackets == 0)
            {
                packets = Enumerable.Range(0, PacketsEach).Select(_ => random.RandomPacket()).GroupBy(packet => packet.Layer).ToDictionary(
                    group => group.Key,
                    group => group.Select(packet => (packet.Fields, RandomPolicy.ToFieldValues(packet.Layer, packet.Fields))).ToArray());
                foreach ((LayerId layer, (PacketFields Fields, FieldValues Values)[] ofLayer) in packets)
                {
                    batches[layer].Set([.. ofLayer.Select(packet => packet.Fields)]);
                }
            }

            Dictionary<ulong, (ulong Packets, ulong Bytes)> decided = [];
            foreach (LayerId layer in RandomPolicy.Layers)
            {
                batches[layer].Run();
                Compare(seed, kernel, engine.Policy, layer, packets[layer], batches[layer].Decisions, decided);
            }

            foreach (InstalledFilter filter in engine.Policy.Filters)
            {
                (ulong count, ulong bytes) = decided.GetValueOrDefault(filter.Id);
                Assert.Equal(new FilterCounters(count, bytes), engine.GetCounters(filter.Id));
                matched += (int)count;
            }
        }

        foreach (ClassifyBatch batch in batches.Values)
        {
            batch.Dispose();
        }

        Assert.True(matched > Policies * PacketsEach / 4, $"only {matched} packets met a filter");
    }

    private static void Compare(
        int seed,
        LinuxEngine engine,
        PolicySnapshot policy,
        LayerId layer,
        (PacketFields Fields, FieldValues Values)[] packets,
        ReadOnlySpan<Decision> decisions,
        Dictionary<ulong, (ulong Packets, ulong Bytes)> decided)
    {
        PolicyImage image = PolicyImage.Build(ClassificationPlan.Build(policy, layer));
        for (int i = 0; i < packets.Length; i++)
        {
            (PacketFields fields, FieldValues values) = packets[i];

            // What explain shows: the reference evaluator's result, with its own account of how it came about.
            LayerExplanation explained = LayerExplanation.Of(policy, values);
            ClassifyResult expected = explained.Result;
            if (expected.FilterId != (explained.Decider?.Id ?? 0))
            {
                Assert.Fail($"seed {seed}, {layer}, packet {i}: {expected}, and explained with filter {explained.Decider?.Id}");
            }

            ClassifyResult managed = image.Classify(values);
            Decision kernel = decisions[i];
            if ((expected.Verdict == Engine.Verdict.Block) != (kernel.Verdict == Weir.Linux.Programs.Verdict.Block)
                || expected.FilterId != kernel.FilterId
                || expected.IsVeto != ((kernel.Flags & Decision.FlagVeto) != 0)
                || !KernelDeciders.Agree(expected, kernel, engine.RecordOf)
                || (expected.Verdict, expected.FilterId, expected.IsVeto) != (managed.Verdict, managed.FilterId, managed.IsVeto))
            {
                Assert.Fail(
                    $"seed {seed}, {layer}, packet {i}: expected {expected}, the image on the CLR said {managed}, the kernel {kernel.Verdict} by {kernel.FilterId}");
            }

            (ulong count, ulong bytes) = decided.GetValueOrDefault(expected.FilterId);
            decided[expected.FilterId] = (count + 1, bytes + fields.Metadata.PacketLength);
        }
    }
}
