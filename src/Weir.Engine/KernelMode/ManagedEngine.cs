using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;

namespace Weir.Engine;

/// <summary>
/// The kernel-mode engine as a plain object: it classifies, on the CLR, whatever it is handed. For tests, replay and "what would
/// happen if"; it never touches the machine's traffic.
/// </summary>
public sealed class ManagedEngine : IKernelModeEngine
{
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<ulong, FilterCounters> _counters = new();
    private volatile ImmutableDictionary<LayerId, ClassificationPlan> _plans =
        Layers.All.ToImmutableDictionary(layer => layer.Id, layer => ClassificationPlan.Build(PolicySnapshot.Initial, layer.Id));

    /// <summary>Makes an engine with the initial policy.</summary>
    /// <param name="clock">Gives events their time; the system's clock by default.</param>
    public ManagedEngine(TimeProvider? clock = null) => _clock = clock ?? TimeProvider.System;

    /// <summary>Raised for every block, on the thread that called <see cref="Classify"/>. Permits raise no event, as in WFP by default.</summary>
    public event Action<NetEvent>? NetEventRaised;

    /// <inheritdoc/>
    public void Apply(PolicyChange change, PolicySnapshot after)
    {
        ArgumentNullException.ThrowIfNull(change);
        _plans = _plans.SetItems(change.AffectedLayers.Select(layer =>
            KeyValuePair.Create(layer, ClassificationPlan.Build(after, layer))));
        foreach (var filter in change.DeletedFilters)
        {
            _counters.TryRemove(filter.Id, out _);
        }
    }

    /// <inheritdoc/>
    public FilterCounters GetCounters(ulong filterId) => _counters.GetValueOrDefault(filterId);

    /// <summary>Classifies one packet at its layer, counts it for the filter that decided, and raises an event if it is blocked.</summary>
    /// <param name="values">What the packet has in the fields of the layer.</param>
    /// <param name="byteCount">Its length in bytes, for the counters.</param>
    public ClassifyResult Classify(FieldValues values, uint byteCount = 0)
    {
        ArgumentNullException.ThrowIfNull(values);
        var result = _plans[values.Layer.Id].Classify(values);
        if (result.FilterId != 0)
        {
            _counters.AddOrUpdate(
                result.FilterId,
                static (_, bytes) => new FilterCounters(1, bytes),
                static (_, counters, bytes) => new FilterCounters(counters.Packets + 1, counters.Bytes + bytes),
                byteCount);
        }

        if (result.Verdict == Verdict.Block)
        {
            NetEventRaised?.Invoke(EventOf(values, result));
        }

        return result;
    }

    private NetEvent EventOf(FieldValues values, ClassifyResult result) => new()
    {
        Time = _clock.GetUtcNow(),
        Layer = values.Layer.Id,
        Verdict = result.Verdict,
        FilterId = result.FilterId,
        IsVeto = result.IsVeto,
        Direction = (Direction?)(uint?)NumberOf(values[Fields.Direction]),
        Protocol = (byte?)NumberOf(values[Fields.IpProtocol]),
        LocalAddress = AddressOf(values[Fields.IpLocalAddress]),
        RemoteAddress = AddressOf(values[Fields.IpRemoteAddress]),
        LocalPort = (ushort?)NumberOf(values[Fields.IpLocalPort]),
        RemotePort = (ushort?)NumberOf(values[Fields.IpRemotePort]),
        InterfaceIndex = (uint?)NumberOf(values[Fields.InterfaceIndex]),
    };

    private static IPAddress? AddressOf(FilterValue value) => value.Type == DataType.Empty ? null : value.ToIPAddress();

    private static UInt128? NumberOf(FilterValue value) => value.Type == DataType.Empty ? null : value.Number;
}
