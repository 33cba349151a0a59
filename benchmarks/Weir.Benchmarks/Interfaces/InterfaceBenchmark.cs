using System.Diagnostics;
using Weir.Engine;
using Weir.Linux;
using Weir.Linux.Programs;

namespace Weir.Benchmarks.Interfaces;

/// <summary>
/// How long a new interface is without the programs of the layers of frames: an interface with the same index comes and goes two hundred times,
/// and each time must be covered; first while nothing else happens, then while another interface of the namespace takes a flood of packets.
/// Takes about a minute.
/// </summary>
internal static class InterfaceBenchmark
{
    private const int Turns = 200;
    private const int Index = 4242;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_flood = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_mostFlood = TimeSpan.FromMinutes(2);

    public static int Run()
    {
        using LinuxFlood flood = LinuxFlood.Create([OnePacket()]);
        using NetworkNamespace other = NetworkNamespace.Create();
        using LinuxEngine kernel = LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = flood.Receiver });
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        session.AddFilter(new FilterSpec { Name = "all", Layer = LayerId.InboundMacFrameEthernet, Action = FilterAction.Permit });
        if (Measure(kernel, flood.Receiver, other) is not { } quiet)
        {
            return 1;
        }

        Print("nothing else", quiet);
        using CancellationTokenSource stop = new();
        (long Packets, TimeSpan Time) sent = default;
        Thread thread = new(() => sent = Flood(flood, stop.Token));
        thread.Start();
        List<double>? busy;
        try
        {
            busy = Measure(kernel, flood.Receiver, other);
        }
        finally
        {
            stop.Cancel();
            thread.Join();
        }

        if (busy is null)
        {
            return 1;
        }

        Print($"{sent.Packets / sent.Time.TotalSeconds:N0} packets a second at another interface", busy);
        return 0;
    }

    /// <summary>The milliseconds of each turn, in order of size; null when an interface was not covered.</summary>
    private static List<double>? Measure(LinuxEngine kernel, NetworkNamespace host, NetworkNamespace other)
    {
        using RouteNetlink netlink = RouteNetlink.Open(host);
        List<double> covered = [];
        for (int turn = 0; turn < Turns; turn++)
        {
            netlink.CreateVirtualEthernetPair("a", "b", other, Index, Index + 1);
            Stopwatch clock = Stopwatch.StartNew();
            if (!SpinWait.SpinUntil(() => kernel.Interfaces.Any(one => one.Link.Index == Index && one.IsCovered), s_patience))
            {
                Console.Error.WriteLine($"Turn {turn}: the interface was not covered in {s_patience.TotalSeconds} s.");
                return null;
            }

            covered.Add(clock.Elapsed.TotalMilliseconds);
            netlink.DeleteLink("a");
            if (!SpinWait.SpinUntil(() => kernel.Interfaces.All(one => one.Link.Index != Index), s_patience))
            {
                Console.Error.WriteLine($"Turn {turn}: the interface is gone, and still told of.");
                return null;
            }
        }

        covered.Sort();
        return covered;
    }

    private static void Print(string beside, List<double> covered) => Console.WriteLine(
        $"{beside}: {Turns} times made and deleted, covered each time; from its being there to the kernel's answer that the program is attached, "
        + $"in milliseconds: median {covered[covered.Count / 2]:F1}, longest {covered[^1]:F1}. The program runs from the first part of that on.");

    private static (long Packets, TimeSpan Time) Flood(LinuxFlood flood, CancellationToken stop)
    {
        Stopwatch clock = Stopwatch.StartNew();
        long packets = 0;
        while (!stop.IsCancellationRequested && clock.Elapsed < s_mostFlood)
        {
            packets += flood.Send(s_flood).Packets;
        }

        return (packets, clock.Elapsed);
    }

    private static FieldValues OnePacket() => new(LayerId.OutboundTransportV4)
    {
        [Fields.IpLocalAddress] = FilterValue.UInt32(0xc6120001),
        [Fields.IpRemoteAddress] = FilterValue.UInt32(0xc6120002),
        [Fields.IpLocalPort] = FilterValue.UInt16(4000),
        [Fields.IpRemotePort] = FilterValue.UInt16(4001),
        [Fields.IpProtocol] = FilterValue.UInt8(InternetProtocol.Udp),
    };
}
