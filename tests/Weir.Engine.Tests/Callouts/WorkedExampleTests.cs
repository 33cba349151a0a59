namespace Weir.Engine.Tests;

/// <summary>The worked examples of the guide "The filter model", by their numbers.</summary>
public sealed class WorkedExampleTests : IDisposable
{
    private readonly CalloutPolicy _policy = new();
    private readonly Guid _high;
    private readonly Guid _low;

    public WorkedExampleTests()
    {
        _high = _policy.Session.AddSubLayer(Make.SubLayer(weight: 900));
        _low = _policy.Session.AddSubLayer(Make.SubLayer(weight: 200));
    }

    public void Dispose() => _policy.Dispose();

    [Fact]
    public void Example_1_the_heavier_permit_hides_the_block()
    {
        var permit = Add(_high, FilterAction.Permit, weight: 20);
        Add(_high, FilterAction.Block, weight: 10);

        AssertPermitted(permit);
    }

    [Fact]
    public void Example_2_a_soft_permit_is_blocked_below()
    {
        Add(_high, FilterAction.Permit);
        var block = Add(_low, FilterAction.Block);

        AssertBlocked(block);
    }

    [Fact]
    public void Example_3_a_hard_permit_stands()
    {
        var permit = Add(_high, FilterAction.Permit, clear: true);
        Add(_low, FilterAction.Block);

        AssertPermitted(permit);
    }

    [Fact]
    public void Example_4_a_block_with_the_flag_vetoes()
    {
        Add(_high, FilterAction.Permit, clear: true);
        var veto = Add(_low, FilterAction.Block, clear: true);

        AssertBlocked(veto, isVeto: true);
    }

    [Fact]
    public void Example_5_a_filters_block_stands_and_all_are_asked()
    {
        var block = Add(_high, FilterAction.Block);
        var permit = Add(_low, FilterAction.Permit, clear: true);

        AssertBlocked(block);
        Assert.Equal([block, permit], _policy.Classify().Decisions.Select(decision => decision.FilterId));
    }

    [Fact]
    public void Example_6_without_a_match_the_packet_is_permitted()
    {
        _policy.Session.AddFilter(Make.Filter(subLayer: _high, conditions: [FilterCondition.RemotePort(80)]));

        AssertPermitted(decider: 0);
    }

    [Fact]
    public void Example_7_nothing_is_merged_across_layers()
    {
        var policy = Make.Policy(
            Make.Filter(FilterAction.Permit, LayerId.AleAuthConnectV4, clear: true), Make.Filter(FilterAction.Block, LayerId.OutboundTransportV4));

        Assert.Equal(1UL, Make.Classify(policy, new FieldValues(LayerId.AleAuthConnectV4)).FilterId);
        Assert.Equal(2UL, Make.Classify(policy, new FieldValues(LayerId.OutboundTransportV4)).FilterId);
    }

    [Fact]
    public void Example_8_a_callouts_soft_block_is_permitted_below_and_its_hard_block_is_not()
    {
        var soft = Add(_high, FilterAction.CalloutTerminating, Answer.Block);
        var permit = Add(_low, FilterAction.Permit);
        AssertPermitted(permit);

        _policy.Session.DeleteFilter(soft);
        AssertBlocked(Add(_high, FilterAction.CalloutTerminating, Answer.BlockHard));
    }

    [Fact]
    public void Example_9_an_inspecting_callout_blocks_nothing_and_a_terminating_one_that_continues_blocks()
    {
        var inspection = Add(_high, FilterAction.CalloutInspection, Answer.Block);
        AssertPermitted(decider: 0);

        _policy.Session.DeleteFilter(inspection);
        AssertBlocked(Add(_high, FilterAction.CalloutTerminating, Answer.Continue));
    }

    [Fact]
    public void Example_10_a_callout_that_is_not_registered_blocks_for_good_or_permits()
    {
        var unregistered = _policy.Filter(FilterAction.CalloutTerminating, Answer.Permit) with { Callout = CalloutPolicy.Unregistered, SubLayer = _high };
        var block = _policy.Session.AddFilter(unregistered);
        Add(_low, FilterAction.Permit, clear: true);
        AssertBlocked(block);

        _policy.Session.DeleteFilter(block);
        var permit = _policy.Session.AddFilter(unregistered with { Flags = FilterFlags.PermitIfCalloutUnregistered | FilterFlags.ClearActionRight });
        AssertPermitted(permit);
    }

    [Fact]
    public void Example_11_an_absorbed_block_raises_no_event()
    {
        var events = new List<NetEvent>();
        _policy.Engine.NetEvents += events.Add;

        AssertBlocked(Add(_high, FilterAction.CalloutTerminating, Answer.BlockAbsorb));
        Assert.Empty(events);

        AssertBlocked(Add(_low, FilterAction.CalloutTerminating, Answer.Block));
        Assert.Single(events);
    }

    private ulong Add(Guid subLayer, FilterAction action, ulong weight = 1, bool clear = false) =>
        _policy.Session.AddFilter(Make.Filter(action, subLayer: subLayer, weight: FilterWeight.Exact(weight), clear: clear));

    private ulong Add(Guid subLayer, FilterAction action, Answer answer) =>
        _policy.Session.AddFilter(_policy.Filter(action, answer) with { SubLayer = subLayer });

    private void AssertPermitted(ulong decider)
    {
        var result = _policy.Classify();
        Assert.Equal((Verdict.Permit, decider, false), (result.Verdict, result.FilterId, result.IsVeto));
    }

    private void AssertBlocked(ulong decider, bool isVeto = false)
    {
        var result = _policy.Classify();
        Assert.Equal((Verdict.Block, decider, isVeto), (result.Verdict, result.FilterId, result.IsVeto));
    }
}
