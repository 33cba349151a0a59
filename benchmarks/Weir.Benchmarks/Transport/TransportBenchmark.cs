using System.Diagnostics;
using System.Net;
using Weir.Bpf;
using Weir.Bpf.Compiler;
using Weir.Engine;
using Weir.Linux;

namespace Weir.Benchmarks.Transport;

/// <summary>
/// What a packet costs at a transport layer, over the empty program at the same hook, by the kernel's test run; and what opening
/// the engine and committing cost. The programs take turns within each round; the table has medians over the rounds.
/// </summary>
internal static class TransportBenchmark
{
    private const int Rounds = 21;
    private const int Repeat = 200_000;

    public static int Run()
    {
        Stopwatch opening = Stopwatch.StartNew();
        using LinuxEngine kernel = LinuxEngine.OpenDetached();
        TimeSpan firstOpen = opening.Elapsed;
        opening.Restart();
        using LinuxEngine second = LinuxEngine.OpenDetached();
        TimeSpan nextOpen = opening.Elapsed;

        using BpfProgram empty = Load(nameof(BaselinePrograms.Empty));
        using BpfProgram extractV4 = Load(nameof(BaselinePrograms.ExtractV4));
        using BpfProgram extractV6 = Load(nameof(BaselinePrograms.ExtractV6));
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();

        Console.WriteLine($"One TCP packet that no filter but the last matches; nanoseconds over the empty program; {Rounds} rounds of {Repeat}.");
        Console.WriteLine($"{"",-34}{"IPv4",8}{"IPv6",8}");
        (double v4, double v6) = Measure(empty, extractV4, extractV6);
        Print("extract alone", v4, v6);
        foreach (int filters in new[] { 0, 1, 10, 100, 1000 })
        {
            Install(session, filters);
            (v4, v6) = Measure(
                empty,
                kernel.ProgramOf(LayerId.OutboundTransportV4),
                kernel.ProgramOf(LayerId.OutboundTransportV6));
            Print($"extract, classify: {filters} filters", v4, v6);
        }

        Console.WriteLine();
        Console.WriteLine($"open the engine, first in the process (compile, load 8 programs): {firstOpen.TotalMilliseconds:F0} ms; again: {nextOpen.TotalMilliseconds:F0} ms");
        Console.WriteLine($"commit of one filter beside 100: {MedianCommit(session).TotalMicroseconds:F0} us");
        foreach (BpfProgram program in LayerTable.Rows.Where(layer => layer.IsAlwaysAttached).Select(layer => kernel.ProgramOf(layer.Id)))
        {
            ProgramInfo info = program.GetInfo();
            Console.WriteLine($"{program.Name}: {info.TranslatedSize / 8} instructions, {info.VerifiedInstructions} verified, {info.JitedSize} bytes of machine code");
        }

        return 0;
    }

    private static BpfProgram Load(string method) =>
        BpfProgram.Load(ProgramCompiler.Compile(typeof(BaselinePrograms).GetMethod(method)!).Program);

    private static (double V4, double V6) Measure(BpfProgram empty, BpfProgram programV4, BpfProgram programV6)
    {
        byte[] packetV4 = LayerRun.TcpV4();
        byte[] packetV6 = LayerRun.TcpV6();
        List<double> differencesV4 = [];
        List<double> differencesV6 = [];
        for (int round = 0; round < Rounds; round++)
        {
            double emptyV4 = LayerRun.Nanoseconds(empty, packetV4, family: 2, Repeat);
            differencesV4.Add(LayerRun.Nanoseconds(programV4, packetV4, family: 2, Repeat) - emptyV4);
            double emptyV6 = LayerRun.Nanoseconds(empty, packetV6, family: 10, Repeat);
            differencesV6.Add(LayerRun.Nanoseconds(programV6, packetV6, family: 10, Repeat) - emptyV6);
        }

        return (LayerRun.Median(differencesV4), LayerRun.Median(differencesV6));
    }

    private static void Install(Session session, int count)
    {
        using Transaction transaction = session.BeginTransaction();
        foreach (InstalledFilter filter in session.Policy.Filters.ToList())
        {
            session.DeleteFilter(filter.Id);
        }

        for (int i = 0; i < count; i++)
        {
            // The last one matches the packet, the others another address of the same network.
            int host = i == count - 1 ? 2 : 1000 + i;
            session.AddFilter(Permit(LayerId.OutboundTransportV4, $"10.0.{host >> 8}.{host & 255}", count - i));
            session.AddFilter(Permit(LayerId.OutboundTransportV6, $"fd00::{host:x}", count - i));
        }

        transaction.Commit();
    }

    private static FilterSpec Permit(LayerId layer, string remote, int weight) => new()
    {
        Name = remote,
        Layer = layer,
        Weight = FilterWeight.Exact((ulong)weight),
        Conditions = [FilterCondition.RemoteAddress(IPAddress.Parse(remote)), FilterCondition.RemotePort(80)],
        Action = FilterAction.Permit,
    };

    private static TimeSpan MedianCommit(Session session)
    {
        Install(session, 100);
        List<double> times = [];
        for (int i = 0; i < Rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            ulong id = session.AddFilter(Permit(LayerId.OutboundTransportV4, "10.9.9.9", 1));
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            session.DeleteFilter(id);
        }

        return TimeSpan.FromMilliseconds(LayerRun.Median(times));
    }

    private static void Print(string what, double v4, double v6) => Console.WriteLine($"{what,-34}{v4,8:F0}{v6,8:F0}");
}
