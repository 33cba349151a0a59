using System.Collections.Immutable;
using Weir.Bpf;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>
/// The kernel-mode engine on Linux: applies a policy to the packets and frames of one network namespace, by eBPF programs at netfilter's
/// hooks and at traffic control. Which layers stand where, <c>docs/guides/18-packet-layers.md</c> and <c>20-frames.md</c> tell.
/// </summary>
/// <remarks>
/// <para>
/// Opening compiles, loads and attaches the programs of the transport layers with an empty policy, which permits everything; the programs
/// of another layer come with its first filter. After that each commit is data. Whatever the kernel holds for the engine hangs on this
/// process's descriptors: when it is disposed, or the process dies in any way, the hooks are gone and traffic flows as before, unless
/// <see cref="LinuxEngineOptions.PinDirectory"/> is set.
/// </para>
/// <para>
/// Each layer takes a priority of its own at its netfilter hook, <see cref="LinuxEngineOptions.NetfilterPriority"/> and the two above it.
/// </para>
/// </remarks>
public sealed partial class LinuxEngine : IKernelModeEngine, IDisposable
{
    private readonly Lock _gate = new();
    private readonly LayerProgramSet _programs;
    private readonly LayerState _layers;
    private readonly EventPump? _events;
    private readonly bool _alwaysReportsPermits;
    private bool _reportPermits;
    private bool _disposed;

    private LinuxEngine(LayerProgramSet programs, LinuxEngineOptions options, bool raisesEvents = true, bool keepsImages = true)
    {
        _programs = programs;
        _options = options;
        _alwaysReportsPermits = _reportPermits = options.ReportPermits;
        programs.ReportPermits(_reportPermits);
        programs.SetEventGate(options.EventsPerSecond, options.EventBurst, options.EventSampling);
        _calloutCounters = new CalloutCounterTable(programs.CalloutCounters);
        _layers = new LayerState(programs.LayerCounters, programs.FailModes, programs.FilterCounts);
        _keeper = keepsImages ? new ImageKeeper(_images) : null;
        Begin();
        _events = !raisesEvents ? null : new EventPump(programs.Events, programs.Records, netEvent => NetEventRaised?.Invoke(netEvent));
    }

    /// <inheritdoc/>
    public event Action<NetEvent>? NetEventRaised;

    /// <summary>Stops when this machine cannot run the engine, before anything is tried.</summary>
    /// <exception cref="KernelFeatureMissingException">This kernel is older than Weir needs, or does not publish its types.</exception>
    /// <exception cref="BpfPermissionException">The process may not load or attach eBPF programs; it needs root.</exception>
    public static void RequireKernel()
    {
        KernelFeatures.Current.Require(KernelFeature.Weir);
        KernelFeatures.Current.RequireTypes();
        KernelFeatures.Current.RequireCapabilities("filter packets");
    }

    /// <summary>Compiles, loads and attaches the programs.</summary>
    /// <exception cref="BpfPermissionException">The process may not load or attach eBPF programs; it needs root.</exception>
    /// <exception cref="KernelFeatureMissingException">This kernel is older than Weir needs, or was built without something it needs.</exception>
    /// <exception cref="BpfException">The kernel refused, for instance because another engine enforces at the same place already.</exception>
    /// <exception cref="ArgumentException"><see cref="LinuxEngineOptions.ShowKernelDrops"/> goes with <see cref="LinuxEngineOptions.PinDirectory"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="LinuxEngineOptions.EventBurst"/> is 0 with a limit of events.</exception>
    /// <exception cref="IOException">
    /// <see cref="LinuxEngineOptions.PinDirectory"/> is not in a bpf file system, another process has it, or what is pinned there is of
    /// another network namespace.
    /// </exception>
    public static LinuxEngine Open(LinuxEngineOptions? options = null)
    {
        options ??= new LinuxEngineOptions();
        if (options is { EventsPerSecond: > 0, EventBurst: 0 })
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), "No event could ever come with an EventBurst of 0. Set it to 1 or more, or EventsPerSecond to 0 for no limit.");
        }

        if (options is { ShowKernelDrops: true, PinDirectory: not null })
        {
            throw new ArgumentException(
                "What is pinned cannot show the kernel's own drops: a program at their tracepoint would see the whole machine with nobody to answer for it. "
                + "Leave out ShowKernelDrops or PinDirectory.",
                nameof(options));
        }

        LayerProgramSet programs = LayerProgramSet.Load(LayerCapacity.Smallest, OpenPins(options), options.ShowKernelDrops);
        try
        {
            LinuxEngine engine = new(programs, options);
            try
            {
                engine.AttachFirst();
                return engine;
            }
            catch
            {
                engine.Dispose();
                throw;
            }
        }
        catch
        {
            if (!programs.HasAdopted)
            {
                programs.Unpin();
            }

            programs.Dispose();
            throw;
        }
    }

    /// <summary>The engine with its programs loaded and attached nowhere, for the kernel's test run.</summary>
    /// <param name="options">As for <see cref="Open"/>.</param>
    /// <param name="raisesEvents">False leaves the event ring to another reader.</param>
    /// <param name="capacity">Bytes that a layer's policy image may have at least, a power of two.</param>
    /// <param name="keepsImages">True rewrites images on a thread of their own, which changes the programs at any time.</param>
    /// <param name="leavesOutEvents">True has the options' limit and sampling of events; otherwise all are handed over.</param>
    internal static LinuxEngine OpenDetached(
        LinuxEngineOptions? options = null,
        bool raisesEvents = true,
        long capacity = LayerCapacity.Smallest,
        bool keepsImages = false,
        bool leavesOutEvents = false)
    {
        options ??= new LinuxEngineOptions();
        LayerProgramSet programs = LayerProgramSet.Load(capacity);
        try
        {
            return new LinuxEngine(
                programs, leavesOutEvents ? options : options with { EventsPerSecond = 0, EventSampling = 1 }, raisesEvents, keepsImages);
        }
        catch
        {
            programs.Dispose();
            throw;
        }
    }

    /// <summary>Bytes that a layer's policy image may have.</summary>
    internal long LargestImage
    {
        get => _programs.LargestImage;
        set => _programs.LargestImage = value;
    }

    /// <summary>How long a layer that moves back still has its programs at the interfaces.</summary>
    internal TimeSpan DrainTime
    {
        get => _programs.DrainTime;
        set => _programs.DrainTime = value;
    }

    /// <summary>Number of a filter's record.</summary>
    internal uint RecordOf(ulong filterId) => _programs.Records.IndexOf(filterId);

    /// <summary>What the sublayers decided, by an event record.</summary>
    internal ImmutableArray<SubLayerDecision> DecisionsOf(in EventRecord happened) => EventDeciders.Read(happened, _programs.Records);

    /// <summary>The ring that event records come through.</summary>
    internal BpfMap Events => _programs.Events;

    /// <summary>Empties the layers' slots, as if the programs were gone and only the stubs were left.</summary>
    internal void RemovePrograms() => _programs.EmptySlots();

    /// <inheritdoc/>
    public FilterCounters GetCounters(ulong filterId)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _programs.Records.Read(filterId);
        }
    }

    /// <summary>What a layer has done since the engine was opened: nothing where the engine does not classify.</summary>
    public LayerCounters GetLayerCounters(LayerId layer)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return LayerTable.Find(layer) is { } slot ? _layers.ReadCounters(slot) : default;
        }
    }

    /// <summary>
    /// Detaches the programs: traffic flows as if Weir had never been there. What is pinned in
    /// <see cref="LinuxEngineOptions.PinDirectory"/> goes on enforcing; <see cref="Unpin"/> takes it away.
    /// </summary>
    public void Dispose()
    {
        lock (_linking)
        {
            lock (_gate)
            {
                if (_disposed)
                {
                    return;
                }

                _disposed = true;
            }
        }

        // Links first, so that no packet meets a half-dismantled engine and its fail mode.
        _programs.Close();
        _keeper?.Dispose();
        _events?.Dispose();
        _calloutCounters.Dispose();
        foreach (KernelCallout callout in _registered)
        {
            callout.MarkUnregistered();
        }

        _layers.Dispose();
        foreach (LivePolicyImage? image in _images)
        {
            image?.Dispose();
        }

        _programs.Dispose();
        _home?.Dispose();
        _calloutMaps.Dispose();
    }
}
