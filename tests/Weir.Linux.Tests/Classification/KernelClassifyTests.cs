using System.Runtime.InteropServices;
using Weir.Bpf;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux.Tests.Classification;

/// <summary>
/// Classify in the kernel, driven by the kernel's test run, against the reference evaluator: random policies that go through the
/// engine and its tables, random packets of which any field may be absent.
/// </summary>
public unsafe class KernelClassifyTests
{
    private const int Policies = 500;
    private const int PacketsEach = 240;

    [Fact]
    public void ClassifyInTheKernelMeansWhatTheReferenceEvaluatorSays()
    {
        using LinuxEngine kernel = LinuxEngine.OpenDetached(capacity: 1 << 20);
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        BpfProgram[] programs = [.. LayerSlots.Layers.Select(layer => Load(kernel, layer))];
        byte[] packet = new byte[ClassifyTestPrograms.FieldsOffset + sizeof(PacketFields) + sizeof(Decision)];
        byte[] after = new byte[packet.Length];
        int matched = 0;
        for (int seed = 0; seed < Policies; seed++)
        {
            RandomPolicy random = new(seed);
            random.Install(session, mostFilters: 60);
            Dictionary<ulong, (ulong Packets, ulong Bytes)> decided = [];
            for (int i = 0; i < PacketsEach; i++)
            {
                (LayerId layer, PacketFields fields) = random.RandomPacket();
                MemoryMarshal.Write(packet.AsSpan(ClassifyTestPrograms.FieldsOffset), fields);
                TestRunResult result = programs[LayerSlots.Of(layer)].TestRun(packet, after);
                Decision decision = MemoryMarshal.Read<Decision>(after.AsSpan(ClassifyTestPrograms.FieldsOffset + sizeof(PacketFields)));

                // The reference evaluator's result, and its own account of how it came about.
                LayerExplanation explained = LayerExplanation.Of(engine.Policy, RandomPolicy.ToFieldValues(layer, fields));
                ClassifyResult expected = explained.Result;
                Assert.Equal(expected.FilterId, explained.Decider?.Id ?? 0);
                string where = $"seed {seed}, packet {i}: expected {expected}, the kernel said {result.ReturnValue} by {decision.FilterId}";
                Assert.True((expected.Verdict == Engine.Verdict.Block) == (result.ReturnValue == Weir.Linux.Programs.Verdict.Block), where);
                Assert.True(expected.FilterId == decision.FilterId, where);
                Assert.True(expected.IsVeto == ((decision.Flags & Decision.FlagVeto) != 0), where);
                (ulong packets, ulong bytes) = decided.GetValueOrDefault(expected.FilterId);
                decided[expected.FilterId] = (packets + 1, bytes + fields.Metadata.PacketLength);
            }

            foreach (InstalledFilter filter in engine.Policy.Filters)
            {
                (ulong packets, ulong bytes) = decided.GetValueOrDefault(filter.Id);
                Assert.Equal(new FilterCounters(packets, bytes), engine.GetCounters(filter.Id));
                matched += (int)packets;
            }
        }

        Array.ForEach(programs, program => program.Dispose());
        Assert.True(matched > Policies * PacketsEach / 4, $"only {matched} packets met a filter");
    }

    private static BpfProgram Load(LinuxEngine kernel, LayerId layer)
    {
        string method = layer is LayerId.InboundTransportV4 or LayerId.OutboundTransportV4
            ? nameof(ClassifyTestPrograms.ClassifyV4)
            : nameof(ClassifyTestPrograms.ClassifyV6);
        return kernel.LoadInLayer(typeof(ClassifyTestPrograms).GetMethod(method)!, layer);
    }
}
