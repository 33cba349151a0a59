namespace Weir.Engine.Tests;

public sealed class PolicySnapshotTests
{
    [Fact]
    public void Old_snapshots_do_not_change()
    {
        using var engine = new FilterEngine(new RecordingKernel());
        using var session = engine.OpenSession();
        var first = session.AddFilter(Make.Filter());
        var before = engine.Policy;
        session.DeleteFilter(first);
        session.AddSubLayer(Make.SubLayer());

        Assert.Equal(1UL, before.Version);
        Assert.Equal(first, Assert.Single(before.Filters).Id);
        Assert.Equal(first, Assert.Single(before.FiltersInOrder(LayerId.OutboundTransportV4, SubLayers.Universal)).Id);
        Assert.Equal(PolicySnapshot.Initial.SubLayersByWeight, before.SubLayersByWeight);
        Assert.Equal(3UL, engine.Policy.Version);
    }

    [Fact]
    public void Filters_are_in_the_order_of_evaluation()
    {
        var policy = Make.Policy(
            Make.Filter(weight: FilterWeight.Exact(5)),
            Make.Filter(weight: FilterWeight.Exact(9)),
            Make.Filter(weight: FilterWeight.Exact(5)),
            Make.Filter(weight: FilterWeight.Exact(9), layer: LayerId.InboundTransportV4));

        Assert.Equal([2UL, 1UL, 3UL], policy.FiltersInOrder(LayerId.OutboundTransportV4, SubLayers.Universal).Select(filter => filter.Id));
        Assert.Equal([1UL, 2UL, 3UL, 4UL], policy.Filters.Select(filter => filter.Id));
    }
}
