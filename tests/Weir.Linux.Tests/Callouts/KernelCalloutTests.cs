using System.Runtime.InteropServices;
using Weir.Bpf;
using Weir.Bpf.Compiler;
using Weir.Engine;
using Weir.Linux.Programs;
using Weir.Linux.Tests.Classification;

namespace Weir.Linux.Tests.Callouts;

/// <summary>
/// Classify with eight callouts on every layer, in the kernel by its test run, against the reference evaluator that calls the same C#
/// on the CLR: verdict, deciding filter, veto, absorption, counters and maps.
/// </summary>
public unsafe class KernelCalloutTests
{
    private const int Policies = 250;
    private const int PacketsEach = 200;

    private static readonly LayerId[] s_layers = [.. RandomPolicy.Layers];

    [Fact]
    public void EightCalloutsOnEveryLayerMeanWhatTheReferenceEvaluatorSays()
    {
        using LinuxEngine kernel = LinuxEngine.OpenDetached(capacity: 1 << 20);
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        byte[] packet = new byte[ClassifyTestPrograms.FieldsOffset + sizeof(PacketFields)];
        MapDeclaration declaration = MapDeclaration.Of(typeof(ClassifyTestPrograms).GetField(nameof(ClassifyTestPrograms.Decisions))!);
        using BpfMap decisions = BpfMap.Create(declaration.Spec);
        Dictionary<string, BpfMap> ownMaps = new() { [declaration.Key] = decisions };
        ManagedCalls managed = new(packet);
        List<CalloutRegistration> registrations = [];
        foreach (LayerId layer in s_layers)
        {
            // Registration and object in either order.
            for (int index = 0; index < TestCallouts.All.Length; index++)
            {
                ICallout callout = TestCallouts.All[index];
                CalloutSpec spec = new() { Key = TestCallouts.KeyOf(callout, layer), Name = callout.GetType().Name, ApplicableLayer = layer };
                if (index % 2 == 0)
                {
                    session.AddCallout(spec);
                }

                registrations.Add(engine.RegisterCallout(callout, spec.Key));
                managed.Add(registrations[^1]);
                if (index % 2 == 1)
                {
                    session.AddCallout(spec);
                }
            }

            session.AddCallout(new CalloutSpec { Key = TestCallouts.UnregisteredKeyOf(layer), Name = "not registered", ApplicableLayer = layer });
        }

        Dictionary<LayerId, (ImageMemory Image, BpfProgram Program)> programs = s_layers.ToDictionary(
            layer => layer, layer => (kernel.ImageIn(layer), Load(kernel, layer, ownMaps)));
        try
        {
            // struct nf_hook_state: LOCAL_OUT and IPv4; nothing reads the packet as either.
            byte[] hookState = new byte[48];
            (hookState[0], hookState[1]) = (3, 2);
            int absorbed = 0;
            int vetoes = 0;
            for (int seed = 0; seed < Policies; seed++)
            {
                RandomPolicy random = new(seed);
                random.Install(session, mostFilters: 60, layer => TestCallouts.KeysOf(layer));
                foreach (LayerId moved in s_layers.Where(layer => programs[layer].Image != kernel.ImageIn(layer)))
                {
                    programs[moved].Program.Dispose();
                    programs[moved] = (kernel.ImageIn(moved), Load(kernel, moved, ownMaps));
                }

                for (int i = 0; i < PacketsEach; i++)
                {
                    (LayerId layer, PacketFields fields) = random.RandomPacket();
                    MemoryMarshal.Write(packet.AsSpan(ClassifyTestPrograms.FieldsOffset), fields);
                    uint answer = programs[layer].Program.TestRun(packet, context: hookState).ReturnValue;
                    Decision decision = decisions.View<uint, Decision>()[0];

                    (managed.Values, managed.Metadata) = (fields.Values, fields.Metadata);
                    // The reference evaluator's result, and its own account of how it came about.
                    LayerExplanation explained = LayerExplanation.Of(engine.Policy, RandomPolicy.ToFieldValues(layer, fields), managed);
                    ClassifyResult expected = explained.Result;
                    Assert.Equal(expected.FilterId, explained.Decider?.Id ?? 0);
                    string where = $"seed {seed}, packet {i}: expected {expected}, the kernel said {answer} by {decision.FilterId}, flags {decision.Flags}";
                    Assert.True((expected.Verdict == Engine.Verdict.Block) == (answer == 0), where);
                    Assert.True(expected.FilterId == decision.FilterId, where);
                    Assert.True(KernelDeciders.Agree(expected, decision, kernel.RecordOf), where);
                    Assert.True(expected.IsVeto == ((decision.Flags & Decision.FlagVeto) != 0), where);
                    Assert.True(expected.IsAbsorbed == ((decision.Flags & Decision.FlagAbsorbed) != 0), where);
                    absorbed += expected.IsAbsorbed ? 1 : 0;
                    vetoes += expected.IsVeto ? 1 : 0;
                }
            }

            Assert.InRange(absorbed, 100, Policies * PacketsEach);
            Assert.InRange(vetoes, 100, Policies * PacketsEach);
            foreach (CalloutRegistration registration in registrations)
            {
                Assert.Equal(managed.Counters[registration.Key], registration.ReadCounters());
            }

            Assert.All(
                registrations.Where(one => one.CalloutType == typeof(TestCallouts.DividesByPort)),
                registration => Assert.InRange(registration.ReadCounters().Faults, 1ul, registration.ReadCounters().Classifications - 1));
            CompareMaps(registrations.First(one => one.CalloutType == typeof(TestCallouts.ReadsThePacket)).Maps);
        }
        finally
        {
            foreach ((_, BpfProgram program) in programs.Values)
            {
                program.Dispose();
            }
        }
    }

    /// <summary>The kernel's maps hold what the CLR's run of the same code has put into the fields themselves.</summary>
    private static void CompareMaps(ICalloutMaps maps)
    {
        long seen = 0;
        for (uint protocol = 0; protocol < TestCallouts.ReadsThePacket.Seen.MaxEntries; protocol++)
        {
            long count = *TestCallouts.ReadsThePacket.Seen.Lookup(protocol);
            Assert.Equal(count, maps.Read(TestCallouts.ReadsThePacket.Seen, protocol));
            seen += count;
        }

        Assert.True(seen > 1000, $"only {seen} packets were counted");
        IReadOnlyList<KeyValuePair<ushort, long>> ports = maps.Entries(TestCallouts.ReadsThePacket.Ports);
        Assert.Equal(TestCallouts.ReadsThePacket.Ports.Count, ports.Count);
        Assert.All(ports, pair =>
        {
            ushort port = pair.Key;
            Assert.Equal(*TestCallouts.ReadsThePacket.Ports.Lookup(&port), pair.Value);
        });
    }

    private static BpfProgram Load(LinuxEngine kernel, LayerId layer, IReadOnlyDictionary<string, BpfMap> ownMaps)
    {
        string method = layer is LayerId.InboundTransportV4 or LayerId.OutboundTransportV4
            ? nameof(ClassifyTestPrograms.ClassifyWithCalloutsV4)
            : nameof(ClassifyTestPrograms.ClassifyWithCalloutsV6);
        return kernel.LoadInLayer(typeof(ClassifyTestPrograms).GetMethod(method)!, layer, ownMaps);
    }
}
