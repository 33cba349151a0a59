using Weir.Bpf.Language;

namespace Weir.Engine.Tests;

/// <summary>The three callout actions, and what they make of each answer, of a fault and of a callout that is not registered.</summary>
public sealed class CalloutActionTests : IDisposable
{
    private readonly CalloutPolicy _policy = new();

    public void Dispose() => _policy.Dispose();

    /// <summary>
    /// The filter is alone in its sublayer but for a lighter permit. "next" says that the lighter filter decided. Expected is the verdict
    /// without and with a lower sublayer that answers the opposite softly: hard or soft.
    /// </summary>
    [Theory]
    [InlineData(FilterAction.CalloutTerminating, Answer.Permit, "soft permit")]
    [InlineData(FilterAction.CalloutTerminating, Answer.PermitHard, "hard permit")]
    [InlineData(FilterAction.CalloutTerminating, Answer.Block, "soft block")]
    [InlineData(FilterAction.CalloutTerminating, Answer.BlockHard, "hard block")]
    [InlineData(FilterAction.CalloutTerminating, Answer.Continue, "soft block")]
    [InlineData(FilterAction.CalloutTerminating, Answer.None, "soft block")]
    [InlineData(FilterAction.CalloutTerminating, Answer.OnlyClear, "hard block")]
    [InlineData(FilterAction.CalloutTerminating, Answer.Nonsense, "soft block")]
    [InlineData(FilterAction.CalloutUnknown, Answer.Permit, "soft permit")]
    [InlineData(FilterAction.CalloutUnknown, Answer.PermitHard, "hard permit")]
    [InlineData(FilterAction.CalloutUnknown, Answer.Block, "soft block")]
    [InlineData(FilterAction.CalloutUnknown, Answer.BlockHard, "hard block")]
    [InlineData(FilterAction.CalloutUnknown, Answer.Continue, "next")]
    [InlineData(FilterAction.CalloutUnknown, Answer.None, "next")]
    [InlineData(FilterAction.CalloutUnknown, Answer.OnlyClear, "next")]
    [InlineData(FilterAction.CalloutUnknown, Answer.Nonsense, "next")]
    [InlineData(FilterAction.CalloutInspection, Answer.Permit, "next")]
    [InlineData(FilterAction.CalloutInspection, Answer.PermitHard, "next")]
    [InlineData(FilterAction.CalloutInspection, Answer.Block, "next")]
    [InlineData(FilterAction.CalloutInspection, Answer.BlockHard, "next")]
    [InlineData(FilterAction.CalloutInspection, Answer.Continue, "next")]
    [InlineData(FilterAction.CalloutInspection, Answer.None, "next")]
    public void An_answer_counts_as(FilterAction action, Answer answer, string expected) =>
        AssertCountsAs(expected, _policy.Filter(action, answer));

    [Theory]
    [InlineData(FilterAction.CalloutTerminating, ClassifyAction.Block, "hard block")]
    [InlineData(FilterAction.CalloutTerminating, ClassifyAction.Permit, "soft permit")]
    [InlineData(FilterAction.CalloutTerminating, ClassifyAction.Continue, "soft block")]
    [InlineData(FilterAction.CalloutUnknown, ClassifyAction.Block, "hard block")]
    [InlineData(FilterAction.CalloutUnknown, ClassifyAction.Permit, "soft permit")]
    [InlineData(FilterAction.CalloutUnknown, ClassifyAction.Continue, "next")]
    [InlineData(FilterAction.CalloutInspection, ClassifyAction.Block, "next")]
    [InlineData(FilterAction.CalloutInspection, ClassifyAction.Permit, "next")]
    [InlineData(FilterAction.CalloutInspection, ClassifyAction.Continue, "next")]
    public void A_fault_counts_as(FilterAction action, ClassifyAction faultAction, string expected) =>
        AssertCountsAs(expected, _policy.Filter(action, Answer.Fault, faultAction));

    [Theory]
    [InlineData(FilterAction.CalloutTerminating, FilterFlags.None, "hard block")]
    [InlineData(FilterAction.CalloutTerminating, FilterFlags.ClearActionRight, "hard block")]
    [InlineData(FilterAction.CalloutTerminating, FilterFlags.PermitIfCalloutUnregistered, "soft permit")]
    [InlineData(FilterAction.CalloutTerminating, FilterFlags.PermitIfCalloutUnregistered | FilterFlags.ClearActionRight, "hard permit")]
    [InlineData(FilterAction.CalloutUnknown, FilterFlags.None, "hard block")]
    [InlineData(FilterAction.CalloutUnknown, FilterFlags.ClearActionRight, "hard block")]
    [InlineData(FilterAction.CalloutUnknown, FilterFlags.PermitIfCalloutUnregistered, "soft permit")]
    [InlineData(FilterAction.CalloutUnknown, FilterFlags.PermitIfCalloutUnregistered | FilterFlags.ClearActionRight, "hard permit")]
    [InlineData(FilterAction.CalloutInspection, FilterFlags.None, "next")]
    [InlineData(FilterAction.CalloutInspection, FilterFlags.ClearActionRight, "next")]
    public void Without_a_registration_a_filter_counts_as(FilterAction action, FilterFlags flags, string expected) =>
        AssertCountsAs(expected, _policy.Filter(action, Answer.Permit) with { Callout = CalloutPolicy.Unregistered, Flags = flags });

    [Theory]
    [InlineData(FilterFlags.None, false)]
    [InlineData(FilterFlags.ClearActionRight, true)]
    public void An_unregistered_callout_vetoes_only_with_the_flag(FilterFlags flags, bool isVeto)
    {
        AddAbove(Make.Filter(FilterAction.Permit, clear: true));
        _policy.Session.AddFilter(_policy.Filter(FilterAction.CalloutTerminating, Answer.Permit) with
        {
            Callout = CalloutPolicy.Unregistered,
            Flags = flags,
        });

        var result = _policy.Classify();

        Assert.Equal((isVeto ? Verdict.Block : Verdict.Permit, isVeto), (result.Verdict, result.IsVeto));
    }

    [Fact]
    public void Rights_that_a_callout_was_not_given_it_cannot_take()
    {
        var hard = AddAbove(Make.Filter(FilterAction.Permit, clear: true));
        _policy.Session.AddFilter(_policy.Filter(FilterAction.CalloutTerminating, Answer.PermitAbsorbWithRight));
        AddBelow(Make.Filter(FilterAction.Block));

        var result = _policy.Classify();

        Assert.Equal((Verdict.Permit, hard), (result.Verdict, result.FilterId));
        Assert.False(result.IsAbsorbed);
    }

    [Fact]
    public void Absorption_goes_with_the_decision_that_holds()
    {
        var absorbing = AddAbove(_policy.Filter(FilterAction.CalloutTerminating, Answer.BlockAbsorb));
        Assert.True(_policy.Classify().IsAbsorbed);

        var overruling = _policy.Session.AddFilter(Make.Filter(FilterAction.Block));
        var result = _policy.Classify();
        Assert.Equal((overruling, false), (result.FilterId, result.IsAbsorbed));

        _policy.Session.DeleteFilter(absorbing);
        AddBelow(_policy.Filter(FilterAction.CalloutTerminating, Answer.BlockAbsorb));
        Assert.False(_policy.Classify().IsAbsorbed);
    }

    [Fact]
    public void Callouts_are_called_in_order_also_after_a_block()
    {
        AddAbove(Make.Filter(FilterAction.Block));
        _policy.Session.AddFilter(_policy.Filter(FilterAction.CalloutInspection, Answer.Permit));
        _policy.Session.AddFilter(_policy.Filter(FilterAction.CalloutTerminating, Answer.Permit) with { Weight = FilterWeight.Exact(0) });
        _policy.Session.AddFilter(_policy.Filter(FilterAction.CalloutInspection, Answer.Permit) with { Weight = FilterWeight.Exact(0) });

        _policy.Classify();

        // The third is behind one that decided.
        var counters = _policy.Engine.FindRegistration(CalloutPolicy.KeyOf(ClassifyAction.Block))!.ReadCounters();
        Assert.Equal(new CalloutCounters(Classifications: 2, Faults: 0), counters);
    }

    private void AssertCountsAs(string expected, FilterSpec filter)
    {
        var asked = _policy.Session.AddFilter(filter with { Weight = FilterWeight.Exact(2) });
        var next = _policy.Session.AddFilter(Make.Filter(FilterAction.Permit, weight: FilterWeight.Exact(1)));
        var result = _policy.Classify();
        Assert.False(result.IsAbsorbed);
        if (expected == "next")
        {
            Assert.Equal((Verdict.Permit, next), (result.Verdict, result.FilterId));
            return;
        }

        Assert.Equal(asked, result.FilterId);
        Assert.Equal(expected.EndsWith("block", StringComparison.Ordinal) ? Verdict.Block : Verdict.Permit, result.Verdict);
        Assert.Equal(result.Verdict == Verdict.Block ? FilterAction.Block : FilterAction.Permit, Assert.Single(result.Decisions).Action);

        AddBelow(Make.Filter(result.Verdict == Verdict.Block ? FilterAction.Permit : FilterAction.Block));
        Assert.Equal(expected.StartsWith("hard", StringComparison.Ordinal), _policy.Classify().Verdict == result.Verdict);
    }

    private ulong AddAbove(FilterSpec filter) =>
        _policy.Session.AddFilter(filter with { SubLayer = _policy.Session.AddSubLayer(Make.SubLayer(weight: 0xC000)) });

    private void AddBelow(FilterSpec filter) =>
        _policy.Session.AddFilter(filter with { SubLayer = _policy.Session.AddSubLayer(Make.SubLayer(weight: 1)) });
}
