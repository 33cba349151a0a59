using System.Diagnostics;
using Weir.Engine;
using Weir.Linux;

namespace Weir.Cli.Benchmarking;

/// <summary>
/// The engine attached in a network namespace and met by real packets, and the same flood that meets nothing, in turn with it. The rules
/// permit, and a program behind them ends every packet's way. Needs root. IPv4 only.
/// </summary>
internal sealed class LiveClassifyBenchmark : IDisposable
{
    private static readonly TimeSpan s_round = TimeSpan.FromMilliseconds(60);

    private readonly LinuxFlood _bare;
    private readonly LinuxFlood _filtered;
    private readonly LinuxEngine _kernel;
    private readonly FilterEngine _engine;
    private readonly Dictionary<ulong, int> _rules = [];
    private readonly ulong[] _filterIds;
    private readonly Dictionary<ulong, ulong> _expected = [];

    /// <summary>Makes the namespaces, and commits the rules there.</summary>
    /// <param name="rules">The rules with their numbers, as filters of the layer OUTBOUND_TRANSPORT_V4.</param>
    /// <param name="packets">Packets of that layer.</param>
    public LiveClassifyBenchmark(IEnumerable<(FilterSpec Filter, int Number)> rules, IReadOnlyList<FieldValues> packets)
    {
        try
        {
            _bare = LinuxFlood.Create(packets);
            _filtered = LinuxFlood.Create(packets);
            var start = Stopwatch.GetTimestamp();
            _kernel = LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = _filtered.Receiver });
            _engine = new FilterEngine(_kernel);
            using (var session = _engine.OpenSession())
            using (var transaction = session.BeginTransaction())
            {
                foreach (var (filter, number) in rules)
                    _rules.Add(session.AddFilter(LinuxFlood.Mirrored(filter) with { Action = FilterAction.Permit }), number);
                transaction.Commit();
            }

            Build = Stopwatch.GetElapsedTime(start);

            // What each packet must meet, to compare with what the kernel counts.
            var image = PolicyImage.Build(ClassificationPlan.Build(_engine.Policy, LayerId.InboundTransportV4));
            Bytes = image.Size;
            var batch = new PacketBatch(LayerId.InboundTransportV4);
            foreach (var packet in _filtered.Packets)
                batch.Add(packet);
            _filterIds = new ulong[batch.Count];
            image.Classify(batch, _filterIds);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>How long opening the engine and committing the rules took.</summary>
    public TimeSpan Build { get; }

    /// <summary>Size of the policy image.</summary>
    public long Bytes { get; }

    /// <summary>For each packet that is sent the number of the rule that it meets, from 0, or -1.</summary>
    public int[] Matches => Array.ConvertAll(_filterIds, id => id == 0 ? -1 : _rules[id]);

    /// <summary>Sends both floods once.</summary>
    /// <returns>Nanoseconds for a packet without the engine and with it.</returns>
    /// <exception cref="IOException">The kernel has lost packets.</exception>
    public (double Empty, double Full) Round()
    {
        var empty = _bare.Send(s_round);
        var full = _filtered.Send(s_round);
        if (empty.Lost + full.Lost != 0)
            throw new IOException($"{empty.Lost + full.Lost} packets were dropped by a queue before they met anything; let the machine rest, and run it again");
        for (var i = 0; i < full.Packets; i++)
        {
            var filterId = _filterIds[i % _filterIds.Length];
            if (filterId != 0)
                _expected[filterId] = _expected.GetValueOrDefault(filterId) + 1;
        }

        return (empty.NanosecondsPerPacket, full.NanosecondsPerPacket);
    }

    /// <summary>Compares what the kernel has counted for each filter with the packets that were sent.</summary>
    /// <exception cref="InvalidOperationException">They differ.</exception>
    public void Check()
    {
        foreach (var (id, number) in _rules)
        {
            var (expected, counted) = (_expected.GetValueOrDefault(id), _engine.GetCounters(id).Packets);
            if (counted != expected)
                throw new InvalidOperationException($"rule {number} was met by {counted} packets, and should have been by {expected}");
        }
    }

    public void Dispose()
    {
        _engine?.Dispose();
        _kernel?.Dispose();
        _filtered?.Dispose();
        _bare?.Dispose();
    }
}
