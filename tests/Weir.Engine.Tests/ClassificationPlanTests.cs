using System.Diagnostics;
using CsCheck;

namespace Weir.Engine.Tests;

public sealed class ClassificationPlanTests
{
    [Fact]
    public void Ranges_are_sorted_disjoint_and_apart() => Generate.Filter.Sample(filter =>
    {
        var plan = ClassificationPlan.Build(Make.Policy(filter), filter.Layer);
        foreach (var condition in plan.SubLayers.SelectMany(subLayer => subLayer.Filters).SelectMany(candidate => candidate.Conditions))
        {
            for (var i = 0; i < condition.Ranges.Length; i++)
            {
                Assert.True(condition.Ranges[i].Low <= condition.Ranges[i].High);
                Assert.True(i == 0 || condition.Ranges[i].Low - condition.Ranges[i - 1].High > 1);
            }
        }
    });

    [Fact]
    public void Alternatives_become_ranges()
    {
        var plan = Plan(Make.Filter(conditions:
        [
            FilterCondition.RemotePort(90),
            FilterCondition.RemotePort(80, 85),
            FilterCondition.RemotePort(84, 89),
            FilterCondition.RemotePort(443),
            new(Fields.IpRemotePort, FilterMatchType.Equal, FilterValue.Empty),
        ]));

        var condition = Assert.Single(Assert.Single(Assert.Single(plan.SubLayers).Filters).Conditions);
        Assert.Equal([new ValueRange(80, 90), new ValueRange(443, 443)], condition.Ranges);
        Assert.True(condition.MatchesAbsent);
        Assert.Equal(Fields.IpRemotePort, condition.Field.Key);
    }

    [Fact]
    public void NotEqual_becomes_the_rest_of_the_type()
    {
        var plan = Plan(Make.Filter(conditions: [new(Fields.IpProtocol, FilterMatchType.NotEqual, FilterValue.UInt8(6))]));

        var condition = Assert.Single(plan.SubLayers[0].Filters[0].Conditions);
        Assert.Equal([new ValueRange(0, 5), new ValueRange(7, 255)], condition.Ranges);
    }

    [Fact]
    public void Conditions_are_in_the_order_of_the_fields()
    {
        var plan = Plan(Make.Filter(conditions:
            [FilterCondition.RemotePort(80), new(Fields.IpProtocol, FilterMatchType.Equal, FilterValue.UInt8(6)), FilterCondition.LocalPort(1)]));

        Assert.Equal(
            [Fields.IpProtocol, Fields.IpLocalPort, Fields.IpRemotePort],
            plan.SubLayers[0].Filters[0].Conditions.Select(condition => condition.Field.Key));
    }

    [Fact]
    public void Filters_that_can_never_match_are_named_and_left_out()
    {
        var plan = Plan(
            Make.Filter(conditions: [FilterCondition.RemotePort(80), new(Fields.IpProtocol, FilterMatchType.Greater, FilterValue.UInt8(255))]),
            Make.Filter(conditions: [new(Fields.Flags, FilterMatchType.FlagsAnySet, FilterValue.UInt32(0))]));

        Assert.Empty(plan.SubLayers);
        Assert.Equal([(1UL, Fields.IpProtocol), (2UL, Fields.Flags)], plan.NeverMatching.Select(never => (never.Filter.Id, never.Field)).Order());
    }

    [Fact]
    public void One_sublayer_with_filters_at_the_layer_can_make_it_fail_closed()
    {
        using var engine = new FilterEngine(new RecordingKernel());
        using var session = engine.OpenSession();
        var open = session.AddSubLayer(Make.SubLayer());
        var closed = session.AddSubLayer(Make.SubLayer(failMode: FailMode.Closed));
        session.AddFilter(Make.Filter(subLayer: open));
        session.AddFilter(Make.Filter(layer: LayerId.InboundTransportV4, subLayer: closed));

        Assert.Equal(FailMode.Open, ClassificationPlan.Build(engine.Policy, LayerId.OutboundTransportV4).FailMode);
        Assert.Equal(FailMode.Closed, ClassificationPlan.Build(engine.Policy, LayerId.InboundTransportV4).FailMode);
    }

    [Fact]
    public void A_plan_of_1000_filters_takes_milliseconds()
    {
        var filters = Enumerable.Range(0, 1_000).Select(i => Make.Filter(conditions:
            [new(Fields.IpRemoteAddress, FilterMatchType.Equal, FilterValue.UInt32((uint)i)), FilterCondition.RemotePort((ushort)i)]));
        var policy = Make.Policy([.. filters]);

        // The best of several runs: other tests keep the processors busy.
        var best = Enumerable.Range(0, 10).Min(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            ClassificationPlan.Build(policy, LayerId.OutboundTransportV4);
            return Stopwatch.GetElapsedTime(start);
        });

        Assert.InRange(best.TotalMilliseconds, 0, 20);
    }

    private static ClassificationPlan Plan(params FilterSpec[] filters) =>
        ClassificationPlan.Build(Make.Policy(filters), LayerId.OutboundTransportV4);
}
