using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;

namespace Weir.Engine.Tests;

/// <summary>What filters cost, in memory and time. Alone, because other tests allocate too.</summary>
[Collection(nameof(Alone))]
public sealed class CostTests
{
    private const int Many = 100_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_filter_with_three_conditions_takes_at_most_400_bytes(bool dynamic)
    {
        using var engine = new FilterEngine(new SilentKernel());
        using var session = engine.OpenSession(new SessionOptions { Dynamic = dynamic });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Add(session, Many);

        Assert.InRange((GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Many, 300, 400);
        Assert.Equal(Many, engine.Policy.FilterCount);
    }

    [Fact]
    public void A_commit_of_one_filter_costs_with_100000_what_it_costs_with_10()
    {
        var (fewBytes, fewTime) = MeasureCommit(installed: 10);
        var (manyBytes, manyTime) = MeasureCommit(Many);

        // A tree of 10 is one node and one of 100,000 four levels; copying 100,000 references alone would be 800,000 bytes.
        Assert.InRange(manyBytes, fewBytes, 3 * fewBytes);
        Assert.InRange(manyBytes, 0, 10_000);

        // A machine that is busy is some times slower than the 5 microseconds both took when they were measured.
        Assert.InRange(manyTime.TotalMicroseconds, 0, (10 * fewTime.TotalMicroseconds) + 100);
    }

    [Fact]
    public void A_sessions_end_and_a_deletion_that_is_refused_walk_no_policy()
    {
        using var engine = new FilterEngine(new SilentKernel());
        using var session = engine.OpenSession();
        Add(session, Many);
        var provider = session.AddProvider(Make.Provider());
        session.AddFilter(Make.Filter() with { Provider = provider });

        var times = new List<TimeSpan>();
        for (var i = 0; i < 20; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using (var other = engine.OpenSession(new SessionOptions { Dynamic = true }))
            {
                other.AddFilter(Make.Filter());
            }

            Assert.Equal(FwpError.InUse, Assert.Throws<WfpException>(() => session.DeleteProvider(provider)).Code);
            times.Add(Stopwatch.GetElapsedTime(start));
        }

        // A walk through 100,000 filters takes about a millisecond.
        Assert.InRange(times.Min().TotalMilliseconds, 0, 0.5);
    }

    private static (long Bytes, TimeSpan Time) MeasureCommit(int installed)
    {
        using var engine = new FilterEngine(new SilentKernel());
        using var session = engine.OpenSession();
        Add(session, installed);
        var times = new List<TimeSpan>();
        var allocated = new List<long>();
        for (var i = 0; i < 1_001; i++)
        {
            var filter = NewFilter(Many + i);
            var bytesBefore = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            var id = session.AddFilter(filter);
            times.Add(Stopwatch.GetElapsedTime(start));
            allocated.Add(GC.GetAllocatedBytesForCurrentThread() - bytesBefore);
            session.DeleteFilter(id);
        }

        return (allocated.Order().ElementAt(allocated.Count / 2), times.Order().ElementAt(times.Count / 2));
    }

    /// <summary>A method of its own, so that nothing of it is alive afterwards but what the engine keeps.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Add(Session session, int count)
    {
        using var transaction = session.BeginTransaction();
        for (var i = 0; i < count; i++)
        {
            session.AddFilter(NewFilter(i));
        }

        transaction.Commit();
    }

    private static FilterSpec NewFilter(int number) => new()
    {
        Name = $"filter {number}",
        Layer = LayerId.OutboundTransportV4,
        Conditions =
        [
            FilterCondition.RemoteAddress(new IPAddress([10, (byte)(number >> 16), (byte)(number >> 8), (byte)number])),
            new(Fields.IpProtocol, FilterMatchType.Equal, FilterValue.UInt8(6)),
            FilterCondition.RemotePort((ushort)number),
        ],
        Action = FilterAction.Block,
    };

    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;

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
