using System.Net;
using System.Runtime.CompilerServices;
using Weir.Engine;

namespace Weir.Benchmarks.Engine;

/// <summary>
/// What the Base Filtering Engine costs by itself, with 10 and with 100,000 filters: open, add, commit, enumerate, and the bytes of a
/// filter. Filters have three conditions and a name; the store is that in memory.
/// </summary>
internal static class EngineBenchmark
{
    private const int Many = 100_000;
    private const int Rounds = 11;
    private const int Calls = 2_000;

    private static readonly int[] s_sizes = [10, Many];

    public static int Run()
    {
        Console.WriteLine($"The engine alone; medians of {Calls} calls or {Rounds} rounds, after one that does not count.");
        Console.WriteLine($"{"",-62}{"time",11}{"allocated",18}");
        foreach (int size in s_sizes)
        {
            MeasureAdding(size);
            MeasureCalls(size, () => new SilentKernel(), "no kernel-mode engine");
            MeasureCalls(size, () => new ManagedEngine(), "the managed engine");
            MeasureEnumeration(size);
        }

        Print("bytes of a filter, indexes included", $"{MeasureBytes(dynamic: false):F0} bytes", "");
        Print("bytes of a filter of a dynamic session", $"{MeasureBytes(dynamic: true):F0} bytes", "");
        TreeComparison.Run();
        return 0;
    }

    private static void MeasureAdding(int size)
    {
        FilterSpec[] filters = [.. Enumerable.Range(0, size).Select(NewFilter)];
        Samples adding = new();
        Samples committing = new();
        for (int round = 0; round <= Rounds; round++)
        {
            using FilterEngine engine = new(new SilentKernel());
            using Session session = engine.OpenSession();
            GC.Collect();
            adding.Begin();
            using Transaction transaction = session.BeginTransaction();
            foreach (FilterSpec filter in filters)
            {
                session.AddFilter(filter);
            }

            adding.End();
            committing.Begin();
            transaction.Commit();
            committing.End();
        }

        Print($"add {size:N0} in one transaction, without the commit", adding.Time, adding.Bytes);
        Print($"commit of {size:N0} added", committing.Time, committing.Bytes);
    }

    private static void MeasureCalls(int size, Func<IKernelModeEngine> kernel, string name)
    {
        using FilterEngine engine = new(kernel());
        using Session session = engine.OpenSession();
        Add(session, size);

        Samples opening = new();
        Samples adding = new();
        Samples deleting = new();
        for (int call = 0; call <= Calls; call++)
        {
            opening.Begin();
            Session another = engine.OpenSession();
            opening.End();
            another.Dispose();

            FilterSpec filter = NewFilter(Many + call);
            adding.Begin();
            ulong id = session.AddFilter(filter);
            adding.End();
            deleting.Begin();
            session.DeleteFilter(id);
            deleting.End();
        }

        Print($"open a session, {size:N0} installed, {name}", opening.Time, opening.Bytes);
        Print($"add and commit 1, {size:N0} installed, {name}", adding.Time, adding.Bytes);
        Print($"delete and commit 1, {size:N0} installed, {name}", deleting.Time, deleting.Bytes);
    }

    private static void MeasureEnumeration(int size)
    {
        using FilterEngine engine = new(new SilentKernel());
        using Session session = engine.OpenSession();
        Add(session, size);
        FilterTemplate overlapping = new()
        {
            Layer = LayerId.OutboundTransportV4,
            Type = FilterEnumerationType.Overlapping,
            Conditions = [FilterCondition.RemoteAddress(IPNetwork.Parse("10.0.0.0/24"))],
        };

        (string Name, Func<int> Count)[] ways =
        [
            ("all", () => session.EnumerateFilters().Count()),
            ("in the order of evaluation", () => session.EnumerateFilters(new FilterTemplate { Flags = FilterEnumerationFlags.Sorted }).Count()),
            ("those that overlap a network", () => session.EnumerateFilters(overlapping).Count()),
        ];
        foreach ((string name, Func<int> count) in ways)
        {
            Samples samples = new();
            for (int round = 0; round <= Rounds; round++)
            {
                samples.Begin();
                count();
                samples.End();
            }

            Print($"enumerate {size:N0}: {name}", samples.Time, samples.Bytes);
        }
    }

    private static double MeasureBytes(bool dynamic)
    {
        using FilterEngine engine = new(new SilentKernel());
        using Session session = engine.OpenSession(new SessionOptions { Dynamic = dynamic });
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Add(session, Many);
        return (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Many;
    }

    /// <summary>A method of its own, so that nothing of it is alive afterwards but what the engine keeps.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Add(Session session, int count)
    {
        using Transaction transaction = session.BeginTransaction();
        for (int i = 0; i < count; i++)
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
            new FilterCondition(Fields.IpProtocol, FilterMatchType.Equal, FilterValue.UInt8(6)),
            FilterCondition.RemotePort((ushort)number),
        ],
        Action = FilterAction.Block,
    };

    private static void Print(string what, string time, string bytes) => Console.WriteLine($"{what,-62}{time,11}{bytes,18}");
}
