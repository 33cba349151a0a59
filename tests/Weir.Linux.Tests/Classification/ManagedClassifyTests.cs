using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Linux.Programs;
using Weir.Linux.Tests.Callouts;

namespace Weir.Linux.Tests.Classification;

/// <summary>The kernel's classify, run on the CLR over the tables that the kernel would get, against the reference evaluator.</summary>
public unsafe class ManagedClassifyTests
{
    [Fact]
    public void EntriesFillTwoCacheLinesAndTablesStartThere()
    {
        Assert.Equal(LayerTable.EntrySize, sizeof(TableEntry));
        Assert.Equal(128 + (1024 * 128) + (1024 * 32), sizeof(LayerTable));
        Assert.Equal(80, sizeof(PacketFields));
        Assert.Equal(48, sizeof(IncomingValues));
        Assert.Equal(24, sizeof(IncomingMetadata));
        Assert.Equal(LayerTable.FilterSize, sizeof(CalloutFilter));
        Assert.Equal(16, sizeof(ClassifyOut));
        Assert.Equal(72, sizeof(EventRecord));
        Assert.Equal(16, sizeof(Decision));
    }

    [Fact]
    public void ClassifyOnTheClrMeansWhatTheReferenceEvaluatorSays() => Compare(withCallouts: false);

    /// <summary>
    /// What a packet meets that is still in a layer's plain program when a table with calls comes into force: every callout is as if it
    /// were not registered.
    /// </summary>
    [Fact]
    public void TheProgramWithoutCalloutsTakesEveryCallForOneThatNobodyAnswers() => Compare(withCallouts: true);

    private static void Compare(bool withCallouts)
    {
        using FilterEngine engine = new(new ManagedEngine());
        using Session session = engine.OpenSession();
        Func<LayerId, IReadOnlyList<Guid>>? calloutsOf = withCallouts ? TestCallouts.KeysOf : null;
        if (calloutsOf is not null)
        {
            foreach (LayerId layer in LayerSlots.Layers)
            {
                foreach (Guid key in calloutsOf(layer))
                {
                    session.AddCallout(new CalloutSpec { Key = key, Name = "test", ApplicableLayer = layer });
                }
            }
        }

        ArrayMap<LayerTable> image = new(LayerSlot.Count);
        TransportMaps.Policy.Set(0, image);
        int matched = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            RandomPolicy random = new(seed);
            random.Install(session, mostFilters: 40, calloutsOf);
            foreach (LayerId layer in LayerSlots.Layers)
            {
                TableEntry[] entries = TableCompiler.Compile(ClassificationPlan.Build(engine.Policy, layer), id => (uint)id, PlaceOf).Entries;
                LayerTable* table = image.Lookup(LayerSlots.Of(layer));
                table->EntryCount = (uint)entries.Length;
                entries.CopyTo(new Span<TableEntry>(table->Entries, (int)LayerTable.MaximumEntries));
            }

            for (int packet = 0; packet < 400; packet++)
            {
                (LayerId layer, PacketFields fields) = random.RandomPacket();
                Decision decision = default;
                uint verdict = layer is LayerId.InboundTransportV4 or LayerId.OutboundTransportV4
                    ? Weir.Linux.Programs.Classification.ClassifyV4(&fields, &decision)
                    : Weir.Linux.Programs.Classification.ClassifyV6(&fields, &decision);

                ClassifyResult expected = ReferenceEvaluator.Classify(engine.Policy, layer, RandomPolicy.ToFieldValues(layer, fields));
                string where = $"seed {seed}, packet {packet}: expected {expected}";
                Assert.True((expected.Verdict == Engine.Verdict.Block) == (verdict == Weir.Linux.Programs.Verdict.Block), where);
                Assert.True(expected.FilterId == decision.FilterId, where);
                Assert.True(expected.IsVeto == ((decision.Flags & Decision.FlagVeto) != 0), where);
                matched += expected.FilterId != 0 ? 1 : 0;
            }
        }

        Assert.True(matched > 30_000, $"only {matched} packets met a filter");

        static CalloutPlace? PlaceOf(InstalledFilter filter) =>
            filter.Spec.Action.CallsCallout() ? new CalloutPlace(0, ClassifyAction.Block) : null;
    }
}
