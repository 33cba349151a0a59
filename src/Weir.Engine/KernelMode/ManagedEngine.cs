using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using Weir.Bpf.Language;

namespace Weir.Engine;

/// <summary>
/// The kernel-mode engine as a plain object: it classifies, on the CLR, whatever it is handed. For tests, replay and "what would
/// happen if"; it never touches the machine's traffic. Callouts run on the CLR, where an exception is a fault.
/// </summary>
public sealed class ManagedEngine : IKernelModeEngine
{
    private readonly TimeProvider _clock;
    private readonly ManagedCounters _decided = new();
    private readonly ConcurrentDictionary<Guid, ManagedCallout> _callouts = new();

    /// <summary>The layers that a packet has asked: a commit costs nothing where none has.</summary>
    private readonly ConcurrentDictionary<LayerId, LivePolicyImage> _images = new();

    private readonly ManagedLimits _limits;
    private readonly ManagedLimits _limitsOfReference;
    private readonly Lock _gate = new();

    /// <summary>Filters that are gone, for which a packet may still be counted.</summary>
    private readonly Queue<(IGracePeriod GracePeriod, ImmutableArray<ulong> Filters)> _gone = new();

    private volatile PolicySnapshot _policy = PolicySnapshot.Initial;
    private volatile bool _reportsPermits;

    /// <summary>Makes an engine with the initial policy.</summary>
    /// <param name="clock">Gives events their time and limits the time of packets; the system's clock by default.</param>
    public ManagedEngine(TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        _limits = new ManagedLimits(_clock);
        _limitsOfReference = new ManagedLimits(_clock);
    }

    /// <summary>
    /// Raised for every block, on the thread that classified, and for permits when <see cref="ReportPermits"/> asks for them. Absorbed
    /// blocks raise none.
    /// </summary>
    public event Action<NetEvent>? NetEventRaised;

    /// <inheritdoc/>
    public void Apply(PolicyChange change, PolicySnapshot after)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(after);

        lock (_gate)
        {
            var replaced = change.FindReplacedFilters();
            foreach (var (before, successor) in replaced)
            {
                _decided.Share(before.Id, successor.Id);
                _limits.Beyond.Share(before.Id, successor.Id);
            }

            try
            {
                foreach (var layer in change.AffectedLayers)
                {
                    if (_images.TryGetValue(layer, out var image))
                    {
                        image.Apply(change, after);
                        RebuildIfWanted(image);
                    }
                }
            }
            catch
            {
                // The next packet finds the policy from before, laid out anew.
                foreach (var layer in change.AffectedLayers)
                {
                    _images.TryRemove(layer, out _);
                }

                Forget(change.AddedFilters);
                throw;
            }

            _policy = after;
            Forget(change.DeletedFilters);
        }
    }

    /// <inheritdoc/>
    public IKernelModeCallout RegisterCallout(CalloutRegistration registration)
    {
        ArgumentNullException.ThrowIfNull(registration);
        var callout = new ManagedCallout(registration, removed => _callouts.TryRemove(removed.Registration.Key, out _));
        _callouts[registration.Key] = callout;
        return callout;
    }

    /// <inheritdoc/>
    public void ReportPermits(bool wanted) => _reportsPermits = wanted;

    /// <inheritdoc/>
    public FilterCounters GetCounters(ulong filterId)
    {
        if (_policy.FindFilter(filterId) is null)
        {
            return default;
        }

        var decided = _decided.Read(filterId);
        var beyond = _limits.Beyond.Read(filterId);
        return new FilterCounters(decided.Packets, decided.Bytes) { PacketsBeyondLimit = beyond.Packets, BytesBeyondLimit = beyond.Bytes };
    }

    /// <summary>Null: the engine limits at every layer, with lengths from <see cref="IncomingMetadata.PacketLength"/>.</summary>
    public string? WhyNotLimited(Layer layer) => null;

    /// <summary>Tells the callouts that a flow has ended: its contexts go, each with a <see cref="ICallout.FlowDelete"/>.</summary>
    /// <param name="flowHandle">The flow, as in <see cref="IncomingMetadata.FlowHandle"/>.</param>
    public void EndFlow(ulong flowHandle)
    {
        foreach (var (_, callout) in _callouts)
        {
            callout.Registration.EndFlow(flowHandle);
        }
    }

    /// <summary>
    /// Classifies one packet at its layer, counts it for the filter that decided, and raises an event if it is blocked. Callouts see a
    /// packet without bytes.
    /// </summary>
    /// <param name="values">What the packet has in the fields of the layer.</param>
    /// <param name="byteCount">Its length in bytes, for the counters.</param>
    public ClassifyResult Classify(FieldValues values, uint byteCount = 0) =>
        Classify(values, packet: [], new IncomingMetadata { PacketLength = byteCount });

    /// <summary>Classifies one packet at its layer, counts it for the filter that decided, and raises an event if it is blocked.</summary>
    /// <param name="values">What the packet has in the fields of the layer.</param>
    /// <param name="packet">Its bytes from the network header on, for callouts.</param>
    /// <param name="metadata">What else is known of it, for callouts; the packet's length also for the counters.</param>
    public unsafe ClassifyResult Classify(FieldValues values, ReadOnlySpan<byte> packet, in IncomingMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(values);
        ClassifyResult result;

        // What is counted is part of it, for Forget.
        var reader = ImageReaders.Enter();
        try
        {
            fixed (byte* bytes = packet)
            {
                result = ImageOf(values.Layer.Id).Classify(
                    values, new ManagedClassification(_callouts, values, metadata, bytes, (uint)packet.Length, _limits));
            }

            if (result.FilterId != 0)
            {
                _decided.Add(result.FilterId, metadata.PacketLength);
            }
        }
        finally
        {
            reader.Leave();
        }

        if (result.Verdict == Verdict.Block ? !result.IsAbsorbed : _reportsPermits)
        {
            NetEventRaised?.Invoke(EventOf(values, result));
        }

        return result;
    }

    /// <summary>
    /// Classifies one packet with <see cref="ReferenceEvaluator"/> in the place of this engine's policy image, calling the callouts that are
    /// registered here: for comparing the two. Counts nothing for filters and raises no event.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <param name="values">What the packet has in the fields of the layer.</param>
    /// <param name="packet">Its bytes from the network header on, for callouts.</param>
    /// <param name="metadata">What else is known of it, for callouts.</param>
    public unsafe ClassifyResult ClassifyWithReferenceEvaluator(
        PolicySnapshot policy, FieldValues values, ReadOnlySpan<byte> packet, in IncomingMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(values);
        fixed (byte* bytes = packet)
        {
            return ReferenceEvaluator.Classify(
                policy, values.Layer.Id, values, new ManagedClassification(_callouts, values, metadata, bytes, (uint)packet.Length, _limitsOfReference));
        }
    }

    /// <summary>
    /// Explains what the engine's policy does to one packet at its layer, calling the callouts that are registered here. Counts nothing for
    /// filters and raises no event.
    /// </summary>
    /// <param name="values">What the packet has in the fields of the layer.</param>
    /// <param name="packet">Its bytes from the network header on, for callouts; none when there are none.</param>
    /// <param name="metadata">What else is known of it, for callouts.</param>
    public unsafe LayerExplanation Explain(FieldValues values, ReadOnlySpan<byte> packet = default, IncomingMetadata metadata = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        fixed (byte* bytes = packet)
        {
            return LayerExplanation.Of(
                _policy, values, new ManagedClassification(_callouts, values, metadata, bytes, (uint)packet.Length, _limits, pays: false));
        }
    }

    /// <summary>
    /// Takes what is known of filters that are gone, once no packet that met them is being classified: one that is counted later would
    /// bring a counter of nobody.
    /// </summary>
    private void Forget(ImmutableArray<InstalledFilter> filters)
    {
        ImmutableArray<ulong> known = [.. filters.Select(filter => filter.Id).Where(id => _decided.Has(id) || _limits.Has(id) || _limitsOfReference.Has(id))];
        if (!known.IsEmpty)
        {
            _gone.Enqueue((ImageReaders.BeginGracePeriod(), known));
        }

        while (_gone.TryPeek(out var gone) && gone.GracePeriod.IsOver)
        {
            _gone.Dequeue();

            // A commit that is taken back brings filters again.
            foreach (var id in gone.Filters.Where(id => _policy.FindFilter(id) is null))
            {
                _decided.Remove(id);
                _limits.Remove(id);
                _limitsOfReference.Remove(id);
            }
        }
    }

    private LivePolicyImage ImageOf(LayerId layer)
    {
        if (_images.TryGetValue(layer, out var image))
        {
            return image;
        }

        lock (_gate)
        {
            return _images.GetOrAdd(layer, layer => new LivePolicyImage(_policy, layer));
        }
    }

    /// <summary>On a thread of the pool, while commits and classifications go on.</summary>
    private static void RebuildIfWanted(LivePolicyImage image)
    {
        if (image.WantsRebuild)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static image =>
                {
                    try
                    {
                        image.Rebuild();
                        SpinWait.SpinUntil(image.Reclaim, millisecondsTimeout: 1000);
                    }
                    catch (InsufficientMemoryException)
                    {
                        // It stays as it is, and the commit that finds no room says so.
                    }
                },
                image,
                preferLocal: false);
        }
    }

    private NetEvent EventOf(FieldValues values, ClassifyResult result) => new()
    {
        Time = _clock.GetUtcNow(),
        Layer = values.Layer.Id,
        Verdict = result.Verdict,
        FilterId = result.FilterId,
        IsVeto = result.IsVeto,
        TerminatingFilters = result.Decisions,
        Direction = (Direction?)(uint?)NumberOf(values.ValueOrEmpty(Fields.Direction)) ?? DirectionAt(values.Layer),
        IsLoopback = ((uint)values.ValueOrEmpty(Fields.Flags).Number & (uint)ConditionFlags.IsLoopback) != 0,
        ReauthorizeReason = (uint?)NumberOf(values.ValueOrEmpty(Fields.ReauthorizeReason)),
        Protocol = (byte?)NumberOf(values.ValueOrEmpty(Fields.IpProtocol)),
        LocalAddress = AddressOf(values.ValueOrEmpty(Fields.IpLocalAddress)),
        RemoteAddress = AddressOf(values.ValueOrEmpty(Fields.IpRemoteAddress)),
        LocalPort = (ushort?)NumberOf(values.ValueOrEmpty(Fields.IpLocalPort)),
        RemotePort = (ushort?)NumberOf(values.ValueOrEmpty(Fields.IpRemotePort)),
        InterfaceIndex = (uint?)NumberOf(values.ValueOrEmpty(Fields.InterfaceIndex)),
        ApplicationPath = values.ValueOrEmpty(Fields.ApplicationPath) is { Type: DataType.UnicodeString } path ? path.ToUnicodeString() : null,
        UserId = (uint?)NumberOf(values.ValueOrEmpty(Fields.UserId)),
        ProcessId = (uint?)NumberOf(values.ValueOrEmpty(Fields.ProcessId)),
    };

    /// <summary>The direction of all traffic at the layer, where its name says so.</summary>
    private static Direction? DirectionAt(Layer layer) =>
        layer.Name.StartsWith("INBOUND", StringComparison.Ordinal) ? Direction.Inbound
        : layer.Name.StartsWith("OUTBOUND", StringComparison.Ordinal) ? Direction.Outbound
        : null;

    private static IPAddress? AddressOf(FilterValue value) => value.Type == DataType.Empty ? null : value.ToIPAddress();

    private static UInt128? NumberOf(FilterValue value) => value.Type == DataType.Empty ? null : value.Number;
}
