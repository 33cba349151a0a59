using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Linux.Programs;
using Weir.Linux.Tests.Callouts;

namespace Weir.Linux.Tests.Classification;

/// <summary>The kernel's classify, run on the CLR over the images that the kernel would get, against the reference evaluator.</summary>
public unsafe class ManagedClassifyTests
{
    [Fact]
    public void RecordsHaveTheSizesThatBothSidesCountOn()
    {
        Assert.Equal(64, sizeof(FilterRecord));
        Assert.Equal(0, sizeof(LayerImage) % 64);
        Assert.Equal(128, sizeof(PacketFields));
        Assert.Equal(88, sizeof(IncomingValues));
        Assert.Equal(32, sizeof(IncomingMetadata));
        Assert.Equal(32, sizeof(CalloutFilter));
        Assert.Equal(16, sizeof(ClassifyOut));
        Assert.Equal(216, sizeof(EventRecord));
        Assert.Equal(16, sizeof(DeciderRecord));
        Assert.Equal(56, sizeof(Decision));
    }

    /// <summary>What the layers' programs write of a packet is what the CLR writes for the same layer, place by place.</summary>
    [Fact]
    public void ThePacketsKeyIsThatOfTheLayersLayout()
    {
        RandomPolicy random = new(seed: 1);
        ulong* words = stackalloc ulong[ImageWalk.WordCapacity];
        for (int packet = 0; packet < 2000; packet++)
        {
            (LayerId layer, PacketFields fields) = random.RandomPacket();
            ImageLayout layout = ImageLayout.Of(Layers.Get(layer));
            ImageKey expected;
            layout.Write(RandomPolicy.ToFieldValues(layer, fields), layout.AllFields, &expected, words);
            ImageKey key = *(ImageKey*)&fields;
            key.Ports &= 0xff_ffff_ffff;
            Assert.Equal(expected, key);
            foreach (LayerField field in layout.Layer.Fields)
            {
                if (((key.PresentFields >> layout.BitOf(field)) & 1) == 0)
                {
                    continue;
                }

                for (int word = layout.WordOf(field)!.Value; word <= layout.WordOf(field) + (field.Type == DataType.ByteArray16 ? 1 : 0); word++)
                {
                    Assert.Equal(words[word], PacketLoop.Word((ulong*)&fields, (uint)word));
                }
            }
        }
    }

    [Fact]
    public void ClassifyOnTheClrMeansWhatTheReferenceEvaluatorSays() => Compare(withCallouts: false);

    /// <summary>
    /// What a packet meets that is still in a layer's plain program when a filter that calls comes into force: every callout is as if it
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
            foreach (LayerId layer in RandomPolicy.Layers)
            {
                foreach (Guid key in calloutsOf(layer))
                {
                    session.AddCallout(new CalloutSpec { Key = key, Name = "test", ApplicableLayer = layer });
                }
            }
        }

        ArrayMap<FilterRecord> records = new(PacketMaps.ChunkLength);
        PacketMaps.FilterRecords.Set(0, records);
        int matched = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            RandomPolicy random = new(seed);
            random.Install(session, mostFilters: 40, calloutsOf);
            Dictionary<ulong, uint> indexOf = [];
            foreach (InstalledFilter filter in engine.Policy.Filters)
            {
                uint index = (uint)indexOf.Count;
                indexOf.Add(filter.Id, index);
                bool calls = filter.Spec.Action.CallsCallout();
                *records.Lookup(index) = new FilterRecord { Action = calls ? EntryActions.Of(filter.Spec, new CalloutPlace(0, ClassifyAction.Block)) : 0 };
            }

            Dictionary<LayerId, PolicyImage> images = RandomPolicy.Layers.ToDictionary(
                layer => layer, layer => PolicyImage.Build(ClassificationPlan.Build(engine.Policy, layer), id => indexOf[id]));
            for (int packet = 0; packet < 400; packet++)
            {
                (LayerId layer, PacketFields fields) = random.RandomPacket();
                ClassifyState state = default;
                images[layer].Bytes.CopyTo(new Span<byte>(PacketMaps.Image.First(), sizeof(LayerImage)));
                uint verdict = layer is LayerId.InboundTransportV4 or LayerId.OutboundTransportV4
                    ? Weir.Linux.Programs.Classification.ClassifyV4(&fields, &state)
                    : Weir.Linux.Programs.Classification.ClassifyV6(&fields, &state);

                ClassifyResult expected = ReferenceEvaluator.Classify(engine.Policy, layer, RandomPolicy.ToFieldValues(layer, fields));
                string where = $"seed {seed}, packet {packet}: expected {expected}";
                Assert.True((expected.Verdict == Engine.Verdict.Block) == (verdict == Weir.Linux.Programs.Verdict.Block), where);
                Assert.True(expected.FilterId == state.Decision.FilterId, where);
                Assert.True(KernelDeciders.Agree(expected, state.Decision, id => indexOf[id]), where);
                Assert.True(expected.IsVeto == ((state.Decision.Flags & Decision.FlagVeto) != 0), where);
                matched += expected.FilterId != 0 ? 1 : 0;
            }
        }

        Assert.True(matched > 30_000, $"only {matched} packets met a filter");
    }
}
