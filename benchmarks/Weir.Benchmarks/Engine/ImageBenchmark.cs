using System.Diagnostics;
using System.Net;
using Weir.Engine;

namespace Weir.Benchmarks.Engine;

/// <summary>
/// What a commit costs in a policy image that changes in place, with few and with many filters installed; how many commits there are in
/// a second while others classify; and what building, growing and shrinking take. Filters have an address, a protocol and a port.
/// </summary>
internal static class ImageBenchmark
{
    private const int Calls = 10_000;

    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(3);

    public static int Run()
    {
        Console.WriteLine($"Policy images that change in place; {Calls:N0} commits that add one filter, and as many that delete it.");
        Console.WriteLine($"{"filters",-10}{"build",12}{"bytes a filter",16}{"add: median",14}{"99 %",11}{"longest",11}{"delete: median",16}{"99 %",11}{"longest",11}{"allocated",15}");
        foreach (int size in new[] { 10, 1_000, 100_000, 1_000_000 })
        {
            MeasureCommits(size);
        }

        Console.WriteLine();
        Console.WriteLine($"Commits of one filter in {s_duration.TotalSeconds:F0} s, through the whole engine, while one thread classifies.");
        Console.WriteLine($"{"filters",-10}{"commits/s",12}{"in the image",16}{"classified/s",16}{"rebuilt",10}");
        foreach (int size in new[] { 10, 1_000, 100_000 })
        {
            MeasureUnderReaders(size);
        }

        return 0;
    }

    private static void MeasureCommits(int size)
    {
        TimingKernel kernel = new();
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        Add(session, size);
        long start = Stopwatch.GetTimestamp();
        using LivePolicyImage image = new(engine.Policy, LayerId.OutboundTransportV4);
        TimeSpan building = Stopwatch.GetElapsedTime(start);
        double bytes = (double)image.Size / size;
        kernel.Image = image;

        List<double> adding = [];
        List<double> deleting = [];
        long allocated = 0;
        for (int i = 0; i < Calls; i++)
        {
            ulong id = session.AddFilter(NewFilter((1 << 21) + i));
            adding.Add(kernel.Microseconds);
            allocated = kernel.Allocated;
            session.DeleteFilter(id);
            deleting.Add(kernel.Microseconds);
            if (image.WantsRebuild)
            {
                image.Rebuild();
            }
        }

        Console.WriteLine(
            $"{size,-10:N0}{building.TotalMilliseconds,9:F1} ms{bytes,16:F1}{At(adding, 0.5),11:F1} us{At(adding, 0.99),8:F1} us{At(adding, 1),8:F0} us"
            + $"{At(deleting, 0.5),13:F1} us{At(deleting, 0.99),8:F1} us{At(deleting, 1),8:F0} us{allocated,9:N0} bytes");
    }

    private static void MeasureUnderReaders(int size)
    {
        TimingKernel kernel = new();
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        Add(session, size);
        using LivePolicyImage image = new(engine.Policy, LayerId.OutboundTransportV4);
        kernel.Image = image;
        PacketBatch packets = new(LayerId.OutboundTransportV4);
        for (int i = 0; i < 1000; i++)
        {
            packets.Add(PacketFor(i * (size / 10) / 100));
        }

        bool isOver = false;
        long classified = 0;
        Thread reader = new(() =>
        {
            ulong[] answers = new ulong[packets.Count];
            while (!Volatile.Read(ref isOver))
            {
                image.Classify(packets, answers);
                classified += answers.Length;
            }
        });
        reader.Start();
        int commits = 0;
        int rebuilt = 0;
        double inImage = 0;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < s_duration)
        {
            ulong id = session.AddFilter(NewFilter((1 << 21) + commits));
            inImage += kernel.Microseconds;
            session.DeleteFilter(id);
            inImage += kernel.Microseconds;
            commits += 2;
            if (image.WantsRebuild)
            {
                image.Rebuild();
                rebuilt++;
            }
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Volatile.Write(ref isOver, true);
        reader.Join();
        Console.WriteLine($"{size,-10:N0}{commits / seconds,12:N0}{inImage / commits,13:F1} us{classified / seconds,16:N0}{rebuilt,10:N0}");
    }

    private static double At(List<double> values, double share) => values.Order().ElementAt((int)((values.Count - 1) * share));

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
            FilterCondition.RemoteAddress(AddressOf(number)),
            new FilterCondition(Fields.IpProtocol, FilterMatchType.Equal, FilterValue.UInt8(6)),
            FilterCondition.RemotePort((ushort)number),
        ],
        Action = FilterAction.Block,
    };

    private static FieldValues PacketFor(int number) => new(LayerId.OutboundTransportV4)
    {
        [Fields.IpRemoteAddress] = FilterValue.UInt32(Hash(number)),
        [Fields.IpProtocol] = FilterValue.UInt8(6),
        [Fields.IpRemotePort] = FilterValue.UInt16((ushort)number),
    };

    private static IPAddress AddressOf(int number)
    {
        uint address = Hash(number);
        return new IPAddress([(byte)(address >> 24), (byte)(address >> 16), (byte)(address >> 8), (byte)address]);
    }

    /// <summary>Different for different numbers, and all over the addresses.</summary>
    private static uint Hash(int number) => (uint)number * 2654435761u;

    /// <summary>Hands commits to the image, and takes the time.</summary>
    private sealed class TimingKernel : IKernelModeEngine
    {
        public event Action<NetEvent>? NetEventRaised
        {
            add { }
            remove { }
        }

        public LivePolicyImage? Image { get; set; }

        public double Microseconds { get; private set; }

        public long Allocated { get; private set; }

        public void Apply(PolicyChange change, PolicySnapshot after)
        {
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            Image?.Apply(change, after);
            Microseconds = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            Allocated = GC.GetAllocatedBytesForCurrentThread() - bytes;
        }

        public IKernelModeCallout RegisterCallout(CalloutRegistration registration) => throw new NotSupportedException();

        public FilterCounters GetCounters(ulong filterId) => default;
    }
}
