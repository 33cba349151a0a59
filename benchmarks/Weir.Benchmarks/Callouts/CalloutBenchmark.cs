using System.Net;
using Weir.Benchmarks.Transport;
using Weir.Bpf;
using Weir.Bpf.Compiler;
using Weir.Engine;
using Weir.Linux;

namespace Weir.Benchmarks.Callouts;

/// <summary>
/// What a callout costs at a transport layer, against a filter with the same logic: whole layers over the empty program at the same
/// hook, by the kernel's test run. All take turns within each round; the table has medians over the rounds.
/// </summary>
internal static class CalloutBenchmark
{
    private const int Rounds = 21;
    private const int Repeat = 200_000;

    public static int Run()
    {
        using BpfProgram empty = BpfProgram.Load(ProgramCompiler.Compile(typeof(BaselinePrograms).GetMethod(nameof(BaselinePrograms.Empty))!).Program);
        using Candidate nothing = new("no filter", (_, _) => { });
        using Candidate oneFilter = new("1 filter", (engine, session) => AddFilters(session, 1));
        using Candidate linked = new("1 filter, a callout not called", (engine, session) =>
        {
            AddFilters(session, 1);
            Link(engine, session, LayerId.OutboundTransportV4);
            Link(engine, session, LayerId.OutboundTransportV6);
        });
        using Candidate oneCallout = new("1 callout, the same logic", (engine, session) => AddCallouts(engine, session, 1));
        using Candidate eightFilters = new("8 filters, the last matches", (engine, session) => AddFilters(session, 8));
        using Candidate eightCallouts = new("8 callouts, all called", (engine, session) => AddCallouts(engine, session, 8));
        Candidate[] candidates = [nothing, oneFilter, linked, oneCallout, eightFilters, eightCallouts];

        byte[] packetV4 = LayerRun.TcpV4();
        byte[] packetV6 = LayerRun.TcpV6();
        for (int round = 0; round < Rounds; round++)
        {
            double emptyV4 = LayerRun.Nanoseconds(empty, packetV4, family: 2, Repeat);
            double emptyV6 = LayerRun.Nanoseconds(empty, packetV6, family: 10, Repeat);
            foreach (Candidate candidate in candidates)
            {
                candidate.TimesV4.Add(LayerRun.Nanoseconds(candidate.ProgramV4, packetV4, family: 2, Repeat) - emptyV4);
                candidate.TimesV6.Add(LayerRun.Nanoseconds(candidate.ProgramV6, packetV6, family: 10, Repeat) - emptyV6);
            }
        }

        Console.WriteLine($"One TCP packet at a whole layer; nanoseconds over the empty program; {Rounds} rounds of {Repeat}.");
        Console.WriteLine($"{"",-34}{"IPv4",8}{"IPv6",8}");
        foreach (Candidate candidate in candidates)
        {
            Console.WriteLine($"{candidate.Name,-34}{LayerRun.Median(candidate.TimesV4),8:F0}{LayerRun.Median(candidate.TimesV6),8:F0}");
        }

        return 0;
    }

    private static void AddFilters(Session session, int count)
    {
        for (int i = 0; i < count; i++)
        {
            // The last one matches the packet, the others another address of the same network.
            int host = i == count - 1 ? 2 : 1000 + i;
            session.AddFilter(Filter(LayerId.OutboundTransportV4, count - i) with { Conditions = Conditions($"10.0.{host >> 8}.{host & 255}") });
            session.AddFilter(Filter(LayerId.OutboundTransportV6, count - i) with { Conditions = Conditions($"fd00::{host:x}") });
        }
    }

    private static ConditionList Conditions(string remote) =>
        [FilterCondition.RemoteAddress(IPAddress.Parse(remote)), FilterCondition.RemotePort(80)];

    private static void AddCallouts(FilterEngine engine, Session session, int count)
    {
        foreach (LayerId layer in new[] { LayerId.OutboundTransportV4, LayerId.OutboundTransportV6 })
        {
            for (int i = 0; i < count; i++)
            {
                // All but the last only look, so each packet goes to every one of them.
                bool isLast = i == count - 1;
                Guid key = Link(engine, session, layer);
                session.AddFilter(Filter(layer, count - i) with
                {
                    Action = isLast ? FilterAction.CalloutUnknown : FilterAction.CalloutInspection,
                    Callout = key,
                });
            }
        }
    }

    private static Guid Link(FilterEngine engine, Session session, LayerId layer)
    {
        CalloutRegistration registration = engine.RegisterCallout(new PermitsOneServer(), Guid.NewGuid());
        session.AddCallout(new CalloutSpec { Key = registration.Key, Name = registration.Name, ApplicableLayer = layer });
        return registration.Key;
    }

    private static FilterSpec Filter(LayerId layer, int weight) => new()
    {
        Name = "benchmark",
        Layer = layer,
        Weight = FilterWeight.Exact((ulong)weight),
        Action = FilterAction.Permit,
    };

    /// <summary>One policy in an engine of its own, attached nowhere.</summary>
    private sealed class Candidate : IDisposable
    {
        private readonly LinuxEngine _kernel = LinuxEngine.OpenDetached();
        private readonly FilterEngine _engine;

        public Candidate(string name, Action<FilterEngine, Session> install)
        {
            Name = name;
            _engine = new FilterEngine(_kernel);
            using Session session = _engine.OpenSession();
            install(_engine, session);
        }

        public string Name { get; }

        public BpfProgram ProgramV4 => _kernel.ProgramOf(LayerId.OutboundTransportV4);

        public BpfProgram ProgramV6 => _kernel.ProgramOf(LayerId.OutboundTransportV6);

        public List<double> TimesV4 { get; } = [];

        public List<double> TimesV6 { get; } = [];

        public void Dispose()
        {
            _engine.Dispose();
            _kernel.Dispose();
        }
    }
}
