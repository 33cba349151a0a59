using System.Collections.Concurrent;
using System.Reflection;
using Weir.Bpf;
using Weir.Bpf.Compiler;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

internal sealed unsafe partial class LayerProgramSet
{
    private static readonly MethodInfo s_mask = typeof(LayerCapacity).GetMethod(nameof(LayerCapacity.Mask))!;
    private static readonly ConcurrentDictionary<(MethodInfo Program, long Capacity, ProgramSide Side, bool HasLimits), CompiledProgram> s_compiled = [];

    // Held while the program of a layer changes; nothing else is locked inside.
    private readonly Lock _switching = new();

    /// <summary>Bytes that a layer's image may have.</summary>
    public long LargestImage { get; set; } = LayerMemory.Largest;

    /// <summary>Makes room for a layer's image, with the layer's programs over it, which nothing calls yet.</summary>
    /// <exception cref="InsufficientMemoryException">It would be more than <see cref="LargestImage"/>.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public LayerMemory Allocate(uint slot, long size)
    {
        LayerMemory memory = LayerMemory.Create(_imageSpec, Math.Max(LayerMemory.CapacityFor(size, LargestImage), _leastCapacity));
        try
        {
            lock (_switching)
            {
                // Inside, because the maps of a callout go once the layer's programs are replaced by some without it.
                memory.Callouts = _inForce[slot]?.Callouts ?? [];
                memory.Placement = _placements[slot];
                memory.Programs = LoadFor(LayerTable.Rows[(int)slot], memory, memory.Callouts, memory.Placement);
            }

            memory.DropProgram = LoadDropProgram(LayerTable.Rows[(int)slot], memory);
            return memory;
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <summary>Puts the program over a layer's new image in force. Packets that are in the one before go on in it, and in its image.</summary>
    public void Use(uint slot, LayerMemory memory)
    {
        lock (_switching)
        {
            IReadOnlyList<KernelCallout?> callouts = _inForce[slot]?.Callouts ?? memory.Callouts;
            if (callouts != memory.Callouts || _placements[slot] != memory.Placement)
            {
                // A callout has come or gone, or the layer has moved, since the programs were loaded.
                memory.Programs!.Dispose();
                (memory.Callouts, memory.Placement) = (callouts, _placements[slot]);
                memory.Programs = LoadFor(LayerTable.Rows[(int)slot], memory, callouts, memory.Placement);
            }

            PutInForce(slot, memory.Programs!);
            _inForce[slot] = memory;
            if (_dropLinks[slot] is not null)
            {
                Map(nameof(PacketMaps.DropPrograms)).Update(slot, memory.DropProgram!);
            }
        }
    }

    /// <summary>Whether permitted packets make events.</summary>
    public void ReportPermits(bool wanted)
    {
        for (uint slot = 0; slot < LayerSlot.Count; slot++)
        {
            SetOption(slot, Decision.FlagReportPermit, wanted);
        }
    }

    /// <summary>Which events the kernel hands over.</summary>
    /// <param name="perSecond">The most a second; 0 is no limit.</param>
    /// <param name="burst">How many at once.</param>
    /// <param name="sampling">One of so many; 0 and 1 are all.</param>
    public void SetEventGate(uint perSecond, uint burst, uint sampling) => Map(nameof(PacketMaps.EventGate)).View<uint, EventGateRecord>()[0] = new EventGateRecord
    {
        Rate = perSecond == 0 ? default : LimitRate.Of(LimitSpec.Packets(perSecond, burst)),
        Sampling = sampling,
    };

    private static MethodInfo MaskOf(long capacity) =>
        typeof(LayerCapacity).GetMethod(nameof(LayerCapacity.Of))!.MakeGenericMethod(LayerMemory.TypeOf(capacity));
}
