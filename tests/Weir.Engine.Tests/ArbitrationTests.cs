namespace Weir.Engine.Tests;

/// <summary>WFP's merge table and its worked examples, on both evaluators.</summary>
public sealed class ArbitrationTests
{
    private static readonly FieldValues s_packet = new(LayerId.OutboundTransportV4);

    /// <summary>
    /// One matching filter per sublayer, the highest sublayer first: P permit, B block, p and b the same with CLEAR_ACTION_RIGHT.
    /// The decider is the position of the deciding filter.
    /// </summary>
    [Theory]
    [InlineData("P", Verdict.Permit, 0, false)]
    [InlineData("p", Verdict.Permit, 0, false)]
    [InlineData("B", Verdict.Block, 0, false)]
    [InlineData("b", Verdict.Block, 0, false)]
    [InlineData("PP", Verdict.Permit, 1, false)]
    [InlineData("Pp", Verdict.Permit, 1, false)]
    [InlineData("PB", Verdict.Block, 1, false)]
    [InlineData("Pb", Verdict.Block, 1, false)]
    [InlineData("pP", Verdict.Permit, 0, false)]
    [InlineData("pp", Verdict.Permit, 0, false)]
    [InlineData("pB", Verdict.Permit, 0, false)]
    [InlineData("pb", Verdict.Block, 1, true)]
    [InlineData("BP", Verdict.Block, 0, false)]
    [InlineData("Bp", Verdict.Block, 0, false)]
    [InlineData("BB", Verdict.Block, 0, false)]
    [InlineData("Bb", Verdict.Block, 0, false)]
    [InlineData("bp", Verdict.Block, 0, false)]
    [InlineData("PpB", Verdict.Permit, 1, false)]
    [InlineData("PpBb", Verdict.Block, 3, true)]
    [InlineData("pbP", Verdict.Block, 1, true)]
    [InlineData("pbb", Verdict.Block, 1, true)]
    [InlineData("pbp", Verdict.Block, 1, true)]
    public void Decisions_of_sublayers_are_merged(string decisions, Verdict verdict, int decider, bool isVeto)
    {
        using var engine = new FilterEngine(new RecordingKernel());
        using var session = engine.OpenSession();
        var ids = new List<ulong>();
        foreach (var (letter, position) in decisions.Select((letter, position) => (letter, position)))
        {
            var subLayer = session.AddSubLayer(Make.SubLayer(weight: (ushort)(100 - position)));
            var action = char.ToUpperInvariant(letter) == 'B' ? FilterAction.Block : FilterAction.Permit;
            ids.Add(session.AddFilter(Make.Filter(action, subLayer: subLayer, clear: char.IsLower(letter))));
        }

        var result = Make.Classify(engine.Policy, s_packet);

        Assert.Equal(verdict, result.Verdict);
        Assert.Equal(ids[decider], result.FilterId);
        Assert.Equal(isVeto, result.IsVeto);
        Assert.Equal(ids, result.Decisions.Select(decision => decision.FilterId));
    }

    [Fact]
    public void Without_a_match_the_packet_is_permitted_by_filter_0()
    {
        var policy = Make.Policy(Make.Filter(conditions: [FilterCondition.RemotePort(80)]));

        var result = Make.Classify(policy, s_packet);

        Assert.Equal(new ClassifyResult(Verdict.Permit, FilterId: 0, IsVeto: false, Decisions: []), result);
    }

    [Fact]
    public void In_a_sublayer_the_heavier_filter_decides_alone()
    {
        var policy = Make.Policy(
            Make.Filter(FilterAction.Block, weight: FilterWeight.Exact(10)),
            Make.Filter(FilterAction.Permit, weight: FilterWeight.Exact(20)));

        var result = Make.Classify(policy, s_packet);

        Assert.Equal(Verdict.Permit, result.Verdict);
        Assert.Equal(2UL, result.FilterId);
        Assert.Single(result.Decisions);
    }

    [Fact]
    public void Of_equal_weights_the_filter_added_first_decides()
    {
        var policy = Make.Policy(
            Make.Filter(FilterAction.Permit, weight: FilterWeight.Exact(7)),
            Make.Filter(FilterAction.Block, weight: FilterWeight.Exact(7)));

        Assert.Equal(1UL, Make.Classify(policy, s_packet).FilterId);
    }

    [Fact]
    public void A_filter_that_does_not_match_leaves_the_decision_to_the_next()
    {
        var policy = Make.Policy(
            Make.Filter(FilterAction.Permit, weight: FilterWeight.Exact(20), conditions: [FilterCondition.RemotePort(80)]),
            Make.Filter(FilterAction.Block, weight: FilterWeight.Exact(10)));

        Assert.Equal(2UL, Make.Classify(policy, s_packet).FilterId);
        Assert.Equal(1UL, Make.Classify(policy, new(LayerId.OutboundTransportV4) { [Fields.IpRemotePort] = FilterValue.UInt16(80) }).FilterId);
    }

    [Fact]
    public void Filters_of_other_layers_have_no_say()
    {
        var policy = Make.Policy(Make.Filter(FilterAction.Block, LayerId.InboundTransportV4), Make.Filter(FilterAction.Block, LayerId.OutboundTransportV6));

        Assert.Equal(Verdict.Permit, Make.Classify(policy, s_packet).Verdict);
    }

    [Fact]
    public void Values_of_another_layer_are_refused()
    {
        var policy = PolicySnapshot.Initial;

        Assert.Throws<ArgumentException>(() => ReferenceEvaluator.Classify(policy, LayerId.InboundTransportV4, s_packet));
        Assert.Throws<ArgumentException>(() => ClassificationPlan.Build(policy, LayerId.InboundTransportV4).Classify(s_packet));
    }
}
