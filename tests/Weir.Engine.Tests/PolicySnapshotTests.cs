using System.Diagnostics;

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
        Assert.Equal(SubLayers.Universal, Assert.Single(before.SubLayersByWeight).Key);
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

    [Fact]
    public void One_more_filter_does_not_copy_100000()
    {
        using var engine = new FilterEngine(new SilentKernel());
        using var session = engine.OpenSession();
        using (var transaction = session.BeginTransaction())
        {
            for (var i = 0; i < 100_000; i++)
            {
                session.AddFilter(Make.Filter(conditions: [new(Fields.IpRemoteAddress, FilterMatchType.Equal, FilterValue.UInt32((uint)i))]));
            }

            transaction.Commit();
        }

        session.DeleteFilter(session.AddFilter(Make.Filter()));
        var bytesBefore = GC.GetAllocatedBytesForCurrentThread();
        var times = new List<TimeSpan>();
        for (var i = 0; i < 101; i++)
        {
            var start = Stopwatch.GetTimestamp();
            session.AddFilter(Make.Filter(conditions: [FilterCondition.RemotePort((ushort)i)]));
            times.Add(Stopwatch.GetElapsedTime(start));
        }

        // Measured: 6,500 bytes and 11 microseconds. Copying 100,000 references alone would be 800,000 bytes.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - bytesBefore) / times.Count, 0, 16_000);
        Assert.InRange(times.Order().ElementAt(times.Count / 2).TotalMilliseconds, 0, 0.5);
    }

    private sealed class SilentKernel : IKernelModeEngine
    {
        public event Action<NetEvent>? NetEventRaised
        {
            add { }
            remove { }
        }

        public void Apply(PolicyChange change, PolicySnapshot after)
        {
        }

        public IKernelModeCallout RegisterCallout(CalloutRegistration registration) => throw new InvalidOperationException("No test registers one here.");

        public FilterCounters GetCounters(ulong filterId) => default;
    }
}
