using System.Diagnostics;
using Weir.Engine;
using Weir.Policy;

namespace Weir.Cli.Benchmarking;

/// <summary>Rules and packets, ready to be classified by one engine after the other.</summary>
internal sealed class ClassifyBenchmark
{
    private const int MostRounds = 21;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_budget = TimeSpan.FromSeconds(4);

    private readonly PolicySnapshot _policy;
    private readonly Dictionary<ulong, int> _rules;
    private readonly LayerId _layer;
    private readonly List<FieldValues> _packets;

    private ClassifyBenchmark(PolicySnapshot policy, Dictionary<ulong, int> rules, LayerId layer, List<FieldValues> packets)
    {
        _policy = policy;
        _rules = rules;
        _layer = layer;
        _packets = packets;
    }

    /// <summary>Reads the files and commits the rules.</summary>
    /// <exception cref="PolicyException">A file is wrong.</exception>
    /// <exception cref="UsageException">A file is empty.</exception>
    public static ClassifyBenchmark Load(string rulesPath, string tracePath)
    {
        using var engine = new FilterEngine(new ManagedEngine());
        var rules = new Dictionary<ulong, int>();
        var layer = LayerId.OutboundTransportV4;
        using (var session = engine.OpenSession())
        using (var transaction = session.BeginTransaction())
        using (var reader = File.OpenText(rulesPath))
        {
            foreach (var filter in ClassBenchRules.Read(reader, rulesPath))
            {
                layer = filter.Layer;
                rules.Add(session.AddFilter(filter), ClassBenchRules.NumberOf(filter));
            }

            transaction.Commit();
        }

        if (rules.Count == 0)
            throw new UsageException($"there is no rule in {rulesPath}");
        using var trace = File.OpenText(tracePath);
        List<FieldValues> packets = [.. ClassBenchTrace.Read(trace, tracePath, layer)];
        return packets.Count == 0
            ? throw new UsageException($"there is no packet in {tracePath}")
            : new ClassifyBenchmark(engine.Policy, rules, layer, packets);
    }

    /// <summary>Measures one engine, and the same engine without a filter in turn with it.</summary>
    public ClassifyReport Run((string Name, Func<PolicySnapshot, LayerId, ClassifyEngine> Build) engine)
    {
        var filterIds = new ulong[_packets.Count];
        using var empty = engine.Build(PolicySnapshot.Initial, _layer);
        empty.Prepare(_packets);
        WarmUp(empty, filterIds);

        var start = Stopwatch.GetTimestamp();
        using var full = engine.Build(_policy, _layer);
        var build = Stopwatch.GetElapsedTime(start);
        full.Prepare(_packets);
        WarmUp(full, filterIds);

        List<double> fullTimes = [];
        List<double> emptyTimes = [];
        var began = Stopwatch.GetTimestamp();
        do
        {
            emptyTimes.Add(empty.Time(filterIds) / filterIds.Length);
            fullTimes.Add(full.Time(filterIds) / filterIds.Length);
        }
        while (fullTimes.Count < MostRounds && Stopwatch.GetElapsedTime(began) < s_budget);

        return new ClassifyReport
        {
            Engine = engine.Name,
            Filters = _rules.Count,
            Matches = Array.ConvertAll(filterIds, id => id == 0 ? -1 : _rules[id]),
            NanosecondsPerPacket = Median(fullTimes),
            NanosecondsEmpty = Median(emptyTimes),
            Rounds = fullTimes.Count,
            Build = build,
            Bytes = full.Bytes,
        };
    }

    /// <summary>Measures the engine attached in a network namespace of its own, met by a flood of the packets, and the same flood without it.</summary>
    /// <exception cref="UsageException">The rules are IPv6's.</exception>
    public ClassifyReport RunLive()
    {
        if (_layer != LayerId.OutboundTransportV4)
            throw new UsageException("a flood has IPv4 packets, and these rules are IPv6's; leave --live out");

        using var live = new LiveClassifyBenchmark(_policy.Filters.Select(filter => (filter.Spec, _rules[filter.Id])).OrderBy(rule => rule.Item2), _packets);
        live.Round();
        List<double> fullTimes = [];
        List<double> emptyTimes = [];
        var began = Stopwatch.GetTimestamp();
        do
        {
            var (empty, full) = live.Round();
            emptyTimes.Add(empty);
            fullTimes.Add(full);
        }
        while (fullTimes.Count < MostRounds && Stopwatch.GetElapsedTime(began) < s_budget);
        live.Check();

        return new ClassifyReport
        {
            Engine = "live",
            Filters = _rules.Count,
            Matches = live.Matches,
            NanosecondsPerPacket = Median(fullTimes),
            NanosecondsEmpty = Median(emptyTimes),
            Rounds = fullTimes.Count,
            Build = live.Build,
            Bytes = live.Bytes,
        };
    }

    /// <summary>Until the runtime has compiled the loop for good. A part of the trace is enough for an engine that takes its time.</summary>
    private static void WarmUp(ClassifyEngine engine, ulong[] filterIds)
    {
        var few = new ulong[Math.Min(filterIds.Length, 100)];
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < s_warmUp)
            engine.ClassifyAll(few);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
