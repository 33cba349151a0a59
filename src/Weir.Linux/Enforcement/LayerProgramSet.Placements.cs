using System.Collections.Immutable;
using System.Reflection;
using Weir.Bpf;
using Weir.Linux.Programs;

namespace Weir.Linux;

internal sealed partial class LayerProgramSet
{
    /// <summary>
    /// How long a packet may be on its way from netfilter's hooks to its interface: the kernel keeps it for three seconds while it asks for the
    /// neighbour's hardware address (arp(7): mcast_solicit times retrans_time), and a sender may be preempted.
    /// </summary>
    private static readonly TimeSpan s_drainTime = TimeSpan.FromSeconds(5);

    private static readonly MethodInfo s_isElsewhere = typeof(Placement).GetMethod(nameof(Placement.IsElsewhere))!;
    private static readonly MethodInfo s_isCovered = typeof(Placement).GetMethod(nameof(Placement.IsCovered))!;
    private static readonly MethodInfo s_isDraining = typeof(Placement).GetMethod(nameof(Placement.IsDraining))!;
    private static readonly MethodInfo s_drains = typeof(Placement).GetMethod(nameof(Placement.Drains))!;
    private static readonly MethodInfo s_meter = typeof(Classification).GetMethod(nameof(Classification.Meter))!;
    private static readonly MethodInfo s_unmetered = typeof(Classification).GetMethod(nameof(Classification.Unmetered))!;
    private static readonly MethodInfo s_count = typeof(Classification).GetMethod(nameof(Classification.Count))!;
    private static readonly MethodInfo s_uncounted = typeof(Classification).GetMethod(nameof(Classification.Uncounted))!;
    private static readonly ImmutableDictionary<MethodInfo, MethodInfo> s_actionPacketSource = PacketSourceOf(typeof(TrafficControlPacketSource));

    // Changed under _switching, and read without it: commits do not wait for a thread that loads programs.
    private readonly PlacementState[] _placements = new PlacementState[LayerSlot.Count];
    private readonly BpfProgram?[] _actionStubs = new BpfProgram?[LayerSlot.Count];

    // Held while a layer moves; _switching and _covering are taken inside.
    private readonly Lock _moving = new();
    private readonly TrafficControlHooks?[] _actionHooks = new TrafficControlHooks?[LayerSlot.Count];
    private readonly Timer?[] _drains = new Timer?[LayerSlot.Count];
    private readonly long[] _turns = new long[LayerSlot.Count];

    // Guards the map of coverage, which the watches of interfaces change too.
    private readonly Lock _covering = new();
    private readonly bool[] _isCovering = new bool[LayerSlot.Count];
    private readonly HashSet<ulong> _covered = [];

    /// <summary>How long a layer that moves back still has its programs at the interfaces.</summary>
    public TimeSpan DrainTime { get; set; } = s_drainTime;

    /// <summary>Where a layer is evaluated.</summary>
    public PlacementState PlacementOf(uint slot) => _placements[slot];

    /// <summary>Of a layer's hooks at interfaces, the interfaces that it should be at; none while it has no such hook.</summary>
    public IEnumerable<InterfaceCoverage> ReadCoverage(uint slot)
    {
        TrafficControlHooks? action;
        lock (_moving)
        {
            action = PlacementOf(slot) == PlacementState.Action ? _actionHooks[slot] : null;
        }

        return _attached[slot].OfType<TrafficControlHooks>().Append(action).SelectMany(hooks => hooks?.Interfaces ?? []);
    }

    /// <summary>
    /// Moves a layer to its action placement, or leaves it where it is. First the programs stand at an interface, and only then the verdict
    /// placement leaves its packets to them. The calling thread is in the network namespace.
    /// </summary>
    /// <exception cref="BpfException">The kernel refuses, also when it does so at one of the interfaces.</exception>
    public void MoveToInterfaces(uint slot)
    {
        lock (_moving)
        {
            Disarm(slot);
            try
            {
                SwitchTo(slot, PlacementState.Action);
                BeginCovering(slot);
                if (_actionHooks[slot] is { } there)
                {
                    // It had not left them wholly.
                    foreach (InterfaceCoverage coverage in there.Interfaces)
                    {
                        Cover(slot, coverage);
                    }

                    return;
                }

                PacketLayer layer = LayerTable.Rows[(int)slot];
                BpfProgram stub = _actionStubs[slot] ??= BpfProgram.Load(CompileStub(layer.Action!.Stub!, layer).Program, _maps);
                _actionHooks[slot] = TrafficControlHooks.Open(
                    networkNamespace: null, stub, TcxDirection.Egress, wants: _ => true, coverage => Cover(slot, coverage), () => PredecessorOf(slot));
            }
            catch
            {
                Uncover(slot);
                LeaveInterfaces(slot);
                throw;
            }
        }
    }

    /// <summary>Moves a layer back to its hooks, at once. What had passed them before is still evaluated at its interface.</summary>
    /// <param name="slot">The layer's slot.</param>
    /// <param name="isEmpty">True when the layer has no filter any more, so that nothing is left to evaluate.</param>
    public void MoveBack(uint slot, bool isEmpty)
    {
        lock (_moving)
        {
            PlacementState placement = PlacementOf(slot);
            if (placement == PlacementState.Verdict || (placement == PlacementState.Draining && !isEmpty))
            {
                return;
            }

            Uncover(slot);
            if (isEmpty || !TryDrain(slot))
            {
                LeaveInterfaces(slot);
            }
        }
    }

    /// <summary>False when the kernel refuses the programs to drain with.</summary>
    private bool TryDrain(uint slot)
    {
        try
        {
            SwitchTo(slot, PlacementState.Draining);
        }
        catch (BpfException)
        {
            return false;
        }

        _drains[slot] = new Timer(turn => EndDrain(slot, (long)turn!), ++_turns[slot], DrainTime, Timeout.InfiniteTimeSpan);
        return true;
    }

    private void EndDrain(uint slot, long turn)
    {
        lock (_moving)
        {
            if (_turns[slot] == turn)
            {
                LeaveInterfaces(slot);
            }
        }
    }

    private void Disarm(uint slot)
    {
        _turns[slot]++;
        _drains[slot]?.Dispose();
        _drains[slot] = null;
    }

    /// <summary>Ends the action placement; its packets are evaluated at the layer's own hooks already.</summary>
    private void LeaveInterfaces(uint slot)
    {
        CloseInterfaces(slot);
        try
        {
            SwitchTo(slot, PlacementState.Verdict);
            Map(nameof(PacketMaps.FramePrograms)).View<uint, uint>().Delete(slot);
        }
        catch (BpfException)
        {
            // The programs that are in force evaluate everything that is not covered, which is everything. Those to come are the usual ones.
            lock (_switching)
            {
                _placements[slot] = PlacementState.Verdict;
            }
        }
    }

    private void CloseInterfaces(uint slot)
    {
        lock (_moving)
        {
            Disarm(slot);
            _actionHooks[slot]?.Dispose();
            _actionHooks[slot] = null;
        }
    }

    private void SwitchTo(uint slot, PlacementState placement)
    {
        lock (_switching)
        {
            if (_placements[slot] != placement)
            {
                LayerMemory memory = _inForce[slot]!;
                Replace(slot, memory, memory.Callouts, placement);
                _placements[slot] = placement;
            }

            SwitchDiscards(slot);
        }
    }

    /// <summary>The layer of what is discarded has programs wherever its own layer has: two of them, as long as that is at its interfaces. Needs _switching.</summary>
    private void SwitchDiscards(uint slot)
    {
        uint discards = slot + LayerSlot.Discard;
        PlacementState placement = _placements[slot] == PlacementState.Verdict ? PlacementState.Verdict : PlacementState.Action;
        if (_isShown[discards] && _placements[discards] != placement)
        {
            LayerMemory memory = _inForce[discards]!;
            Replace(discards, memory, memory.Callouts, placement);
            _placements[discards] = placement;
        }
    }

    /// <summary>
    /// The program that a layer's stands behind at an interface: WFP shows an outbound packet to OUTBOUND_TRANSPORT before OUTBOUND_IPPACKET. Both stand
    /// before other programs, which could take the packet away.
    /// </summary>
    private BpfProgram? PredecessorOf(uint slot)
    {
        const uint distance = LayerSlot.OutboundIpPacket - LayerSlot.OutboundTransport;
        return slot >= LayerSlot.OutboundIpPacket ? _actionStubs[slot - distance] : null;
    }

    private void BeginCovering(uint slot)
    {
        lock (_covering)
        {
            _isCovering[slot] = true;
        }
    }

    /// <summary>An interface has got the program of a layer, or loses it: from now on its packets are left to that, or not.</summary>
    private void Cover(uint slot, InterfaceCoverage coverage)
    {
        ulong key = Placement.CoverageKey(slot, (uint)coverage.Link.Index);
        lock (_covering)
        {
            if (coverage.IsCovered && _isCovering[slot])
            {
                Map(nameof(PacketMaps.Coverage)).View<ulong, uint>()[key] = 1;
                _covered.Add(key);
            }
            else if (_covered.Remove(key))
            {
                Map(nameof(PacketMaps.Coverage)).View<ulong, uint>().Delete(key);
            }
        }
    }

    /// <summary>Packets are left to no interface any more.</summary>
    private void Uncover(uint slot)
    {
        lock (_covering)
        {
            _isCovering[slot] = false;
            foreach (ulong key in _covered.Where(key => key >> 32 == slot).ToList())
            {
                Map(nameof(PacketMaps.Coverage)).View<ulong, uint>().Delete(key);
                _covered.Remove(key);
            }
        }
    }
}
