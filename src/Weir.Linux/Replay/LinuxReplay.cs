using System.Runtime.InteropServices;
using Weir.Bpf;
using Weir.Engine;
using Weir.Linux.Programs;
using Verdict = Weir.Linux.Programs.Verdict;

namespace Weir.Linux;

/// <summary>
/// The kernel-mode engine attached nowhere: its programs run in the kernel, on packets that the caller hands over one by one
/// (BPF_PROG_TEST_RUN, <see href="https://docs.kernel.org/bpf/bpf_prog_run.html"/>). It touches no traffic. Not safe for use by several
/// threads at once.
/// </summary>
/// <example>
/// <code>
/// using LinuxReplay kernel = LinuxReplay.Open();
/// using FilterEngine engine = new(kernel);
/// // ... add filters, then:
/// LinuxReplayResult result = kernel.Classify(TransportPacket.Parse(bytes, LayerId.InboundTransportV4));
/// </code>
/// </example>
public sealed class LinuxReplay : IKernelModeEngine, IDisposable
{
    /// <summary>
    /// The most bytes that <see cref="Classify"/> takes: the kernel gives a test run one page, and keeps some of it for itself.
    /// </summary>
    public const int LargestPacket = 3584;

    private const int EthernetHeaderSize = 14;

    // struct nf_hook_state, of which a test run chooses the hook (LOCAL_IN 1, LOCAL_OUT 3) and the family (IPv4 2, IPv6 10).
    private const int HookStateSize = 48;

    private readonly LinuxEngine _engine;
    private readonly RingBuffer _events;
    private readonly byte[] _frame = new byte[EthernetHeaderSize + LargestPacket];
    private readonly byte[] _hookState = new byte[HookStateSize];
    private readonly Dictionary<ulong, ulong> _decisions = [];
    private PolicySnapshot _policy = PolicySnapshot.Initial;

    private LinuxReplay(LinuxEngine engine)
    {
        _engine = engine;
        _events = RingBuffer.Open(engine.Events);
    }

    /// <summary>Never raised: <see cref="Classify"/> returns what happened.</summary>
    public event Action<NetEvent>? NetEventRaised
    {
        add => _engine.NetEventRaised += value;
        remove => _engine.NetEventRaised -= value;
    }

    /// <summary>Compiles and loads the programs.</summary>
    /// <exception cref="BpfPermissionException">The process may not load eBPF programs; it needs root.</exception>
    /// <exception cref="KernelFeatureMissingException">This kernel is older than Weir needs, or was built without something it needs.</exception>
    public static LinuxReplay Open()
    {
        LinuxEngine engine = LinuxEngine.OpenDetached(new LinuxEngineOptions { ReportPermits = true }, raisesEvents: false);
        try
        {
            return new LinuxReplay(engine);
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="PolicyTooLargeException">The policy does not fit the kernel's tables; the policy before stays in force.</exception>
    public void Apply(PolicyChange change, PolicySnapshot after)
    {
        _engine.Apply(change, after);
        _policy = after;
    }

    /// <inheritdoc/>
    public IKernelModeCallout RegisterCallout(CalloutRegistration registration) => _engine.RegisterCallout(registration);

    /// <inheritdoc/>
    public FilterCounters GetCounters(ulong filterId) => _engine.GetCounters(filterId);

    /// <inheritdoc/>
    public string? WhyNotClassified(Layer layer) => _engine.WhyNotClassified(layer);

    /// <inheritdoc/>
    public string? WhyNotLimited(Layer layer) => _engine.WhyNotLimited(layer);

    /// <inheritdoc/>
    public string? WhyNotSupplied(Layer layer, LayerField field) => _engine.WhyNotSupplied(layer, field);

    /// <summary>What a layer has done since the replay was opened: nothing where the engine does not classify.</summary>
    public LayerCounters GetLayerCounters(LayerId layer) => _engine.GetLayerCounters(layer);

    /// <summary>Runs the layer's program on a packet. The kernel reads the bytes itself, and lets the packet come through interface 1.</summary>
    /// <param name="packet">
    /// A packet with a whole IPv4 header of 20 bytes, or IPv6 header of 40, and at most <see cref="LargestPacket"/> bytes.
    /// </param>
    /// <exception cref="ArgumentException">The packet is longer.</exception>
    /// <exception cref="BpfException">The kernel does not take the packet, for instance because it is shorter than its header.</exception>
    public LinuxReplayResult Classify(TransportPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (packet.Bytes.Length > LargestPacket)
        {
            throw new ArgumentException($"The kernel's test run takes {LargestPacket} bytes of a packet, not {packet.Bytes.Length}.", nameof(packet));
        }

        LayerId layer = packet.Values.Layer.Id;
        PacketLayer row = LayerTable.RowOf(layer);
        PacketLayer place = row.IsDiscard ? LayerTable.Rows[(int)row.Slot - LayerSlot.Discard] : row;
        NetfilterPacketHook hook = place.Hooks.OfType<NetfilterPacketHook>().First();
        bool outbound = hook.Hook == NetfilterHook.LocalOut;
        _hookState[0] = (byte)hook.Hook;
        _hookState[1] = (byte)hook.Family;

        // Every hook but LOCAL_OUT wants a link header in front.
        (_frame[12], _frame[13]) = row.IsV6 ? ((byte)0x86, (byte)0xdd) : ((byte)0x08, (byte)0x00);
        packet.Bytes.Span.CopyTo(_frame.AsSpan(EthernetHeaderSize));
        Span<byte> frame = _frame.AsSpan(0, EthernetHeaderSize + packet.Bytes.Length);
        TestRunResult run = _engine.ProgramOf(layer).TestRun(outbound ? frame[EthernetHeaderSize..] : frame, context: _hookState);
        return ReadResult(layer, isBlocked: run.ReturnValue == 0);
    }

    /// <summary>Takes the programs out of the kernel.</summary>
    public void Dispose()
    {
        _events.Dispose();
        _engine.Dispose();
    }

    private LinuxReplayResult ReadResult(LayerId layer, bool isBlocked)
    {
        EventRecord? told = null;
        _events.Consume(bytes =>
        {
            // What is blocked may make another event at the layer of what was discarded.
            EventRecord next = MemoryMarshal.Read<EventRecord>(bytes);
            told = LayerTable.LayerAt(next.LayerSlot) == layer ? next : told;
        });
        LinuxReplayResult result = told is { } record
            ? new LinuxReplayResult(
                record.Verdict == Verdict.Block ? Engine.Verdict.Block : Engine.Verdict.Permit,
                record.FilterId,
                (record.Flags & Decision.FlagVeto) != 0,
                IsAbsorbed: false)
            {
                Decisions = _engine.DecisionsOf(record),
            }
            : new LinuxReplayResult(
                isBlocked ? Engine.Verdict.Block : Engine.Verdict.Permit, FindUntold(layer), IsVeto: false, IsAbsorbed: true);
        _decisions[result.FilterId] = _decisions.GetValueOrDefault(result.FilterId) + 1;
        return result;
    }

    /// <summary>An absorbed packet makes no event, but it is counted: for the filter whose counter is ahead of what was told.</summary>
    private ulong FindUntold(LayerId layer) => _policy.Filters
        .Where(filter => filter.Spec.Layer == layer && filter.Spec.Action.CallsCallout())
        .Select(filter => filter.Id)
        .FirstOrDefault(id => _engine.GetCounters(id).Packets > _decisions.GetValueOrDefault(id));
}
