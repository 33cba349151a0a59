using System.Diagnostics;
using System.Net;
using Weir.Benchmarks.Classify;
using Weir.Benchmarks.Transport;
using Weir.Engine;
using Weir.Linux;

namespace Weir.Benchmarks.Throughput;

/// <summary>
/// What TCP notices of a policy that is replaced as fast as that goes, and of a layer that moves between its placements: one stream in each
/// direction, by iperf3, which may nowhere stand still. Takes 45 seconds.
/// </summary>
internal static class SwapBenchmark
{
    private const int FilterCount = 100;
    private const int SwapsPerMove = 10;
    private const int Seconds = 10;
    private const int Samples = 21;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    public static int Run()
    {
        if (!Tool.Exists("iperf3"))
        {
            Console.Error.WriteLine("iperf3 is not installed: apt-get install iperf3");
            return 1;
        }

        using ThroughputPath path = new();
        Console.WriteLine($"One TCP stream in each direction for {Seconds} s; the policy has {FilterCount} filters at each of two layers.");
        bool flows = Print("no policy", path.TwoWays(Seconds));
        using LinuxEngine kernel = LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = path.Server });
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        List<ulong> installed = Replace(session, [], 0);
        List<double> replacing = [];
        for (int turn = 1; turn <= Samples; turn++)
        {
            Stopwatch time = Stopwatch.StartNew();
            installed = Replace(session, installed, turn);
            replacing.Add(time.Elapsed.TotalMilliseconds);
            Thread.Sleep(s_pause);
        }

        Console.WriteLine($"all filters replaced, without traffic: {LayerRun.Median(replacing):F0} ms, {replacing[^1]:F0} at most");
        flows &= Print("the policy stays", path.TwoWays(Seconds));

        (int swaps, int moves) = (Samples, 0);
        using CancellationTokenSource stop = new();
        Task writer = Task.Factory.StartNew(
            () =>
            {
                ulong? limit = null;
                while (!stop.IsCancellationRequested)
                {
                    installed = Replace(session, installed, ++swaps);
                    if (swaps % SwapsPerMove == 0)
                    {
                        limit = Move(session, limit);
                        moves++;
                    }
                }
            },
            TaskCreationOptions.LongRunning);
        (List<double> Rates, long SentAgain) measured;
        try
        {
            measured = path.TwoWays(Seconds);
        }
        finally
        {
            stop.Cancel();
            writer.GetAwaiter().GetResult();
        }

        flows &= Print($"{swaps - Samples:N0} times replaced, {moves} times moved", measured);
        return flows ? 0 : 1;
    }

    /// <summary>False when a stream stood still for a tenth of a second.</summary>
    private static bool Print(string what, (List<double> Rates, long SentAgain) measured)
    {
        double lowest = measured.Rates.Min();
        Console.WriteLine(
            $"{what}: mean of a stream {measured.Rates.Average() / 1e9:F2} Gbit/s, lowest tenth of a second {lowest / 1e9:F2} Gbit/s, "
            + $"{measured.SentAgain} segments sent again");
        return lowest > 0;
    }

    /// <summary>All filters of the policy, in one transaction, against others.</summary>
    private static List<ulong> Replace(Session session, List<ulong> installed, int turn)
    {
        using Transaction transaction = session.BeginTransaction();
        installed.ForEach(session.DeleteFilter);
        List<ulong> added =
        [
            .. from layer in new[] { LayerId.InboundTransportV4, LayerId.OutboundTransportV4 }
               from number in Enumerable.Range(0, FilterCount)
               select session.AddFilter(new FilterSpec
               {
                   Name = $"{turn} {number}",
                   Layer = layer,
                   Conditions = [FilterCondition.RemoteAddress(new IPAddress([198, 18, (byte)turn, (byte)number]))],
                   Action = FilterAction.Block,
               }),
        ];
        transaction.Commit();
        return added;
    }

    /// <summary>A filter that limits takes its layer to the interfaces; without one the layer goes back to netfilter.</summary>
    private static ulong? Move(Session session, ulong? limit)
    {
        if (limit is { } id)
        {
            session.DeleteFilter(id);
            return null;
        }

        return session.AddFilter(new FilterSpec
        {
            Name = "limit",
            Layer = LayerId.OutboundTransportV4,
            Conditions = [FilterCondition.RemoteAddress(IPAddress.Parse("198.19.0.1"))],
            Action = FilterAction.Limit,
            Limit = LimitSpec.Bits(1_000_000, 64_000),
        });
    }
}
