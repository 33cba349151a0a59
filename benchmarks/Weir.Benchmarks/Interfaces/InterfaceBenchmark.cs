using System.Diagnostics;
using Weir.Benchmarks.Transport;
using Weir.Engine;
using Weir.Linux;

namespace Weir.Benchmarks.Interfaces;

/// <summary>
/// How long a new interface is without the programs of the layers of frames: an interface with the same index comes and goes two hundred times,
/// and each time must be covered. Takes about twenty seconds.
/// </summary>
internal static class InterfaceBenchmark
{
    private const int Turns = 200;
    private const int Index = 42;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public static int Run()
    {
        using NetworkNamespace host = NetworkNamespace.Create();
        using NetworkNamespace other = NetworkNamespace.Create();
        using RouteNetlink netlink = RouteNetlink.Open(host);
        using LinuxEngine kernel = LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = host });
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        session.AddFilter(new FilterSpec { Name = "all", Layer = LayerId.InboundMacFrameEthernet, Action = FilterAction.Block });
        List<double> covered = [];
        for (int turn = 0; turn < Turns; turn++)
        {
            netlink.CreateVirtualEthernetPair("a", "b", other, Index, Index + 1);
            Stopwatch clock = Stopwatch.StartNew();
            if (!SpinWait.SpinUntil(() => kernel.Interfaces.Any(one => one.Link.Index == Index && one.IsCovered), s_patience))
            {
                Console.Error.WriteLine($"Turn {turn}: the interface was not covered in {s_patience.TotalSeconds} s.");
                return 1;
            }

            covered.Add(clock.Elapsed.TotalMilliseconds);
            netlink.DeleteLink("a");
            if (!SpinWait.SpinUntil(() => kernel.Interfaces.Count == 0, s_patience))
            {
                Console.Error.WriteLine($"Turn {turn}: the interface is gone, and still told of.");
                return 1;
            }
        }

        double median = LayerRun.Median(covered);
        Console.WriteLine(
            $"{Turns} times made and deleted, covered each time; from its being there to the kernel's answer that the program is attached, in "
            + $"milliseconds: median {median:F1}, longest {covered[^1]:F1}. The program runs from the first part of that on.");
        return 0;
    }
}
