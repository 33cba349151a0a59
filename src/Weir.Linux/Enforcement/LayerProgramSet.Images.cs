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
    private static readonly ConcurrentDictionary<(MethodInfo Program, long Capacity), CompiledProgram> s_compiled = [];

    // Held while the program of a layer changes; nothing else is locked inside.
    private readonly Lock _switching = new();

    /// <summary>Bytes that a layer's image may have.</summary>
    public long LargestImage { get; set; } = LayerMemory.Largest;

    /// <summary>Makes room for a layer's image, with the layer's program over it, which nothing calls yet.</summary>
    /// <exception cref="InsufficientMemoryException">It would be more than <see cref="LargestImage"/>.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public LayerMemory Allocate(uint slot, long size)
    {
        LayerMemory memory = LayerMemory.Create(_imageSpec, Math.Max(LayerMemory.CapacityFor(size, LargestImage), _leastCapacity));
        try
        {
            lock (_switching)
            {
                memory.Callouts = _inForce[slot]?.Callouts ?? [];
            }

            memory.Program = LoadWith(LayerTable.Rows[(int)slot], memory.Map, memory.Capacity, memory.Callouts);
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
            if (_inForce[slot] is { } before && before.Callouts != memory.Callouts)
            {
                // A callout has come or gone since the program was loaded.
                memory.Program!.Dispose();
                memory.Callouts = before.Callouts;
                memory.Program = LoadWith(LayerTable.Rows[(int)slot], memory.Map, memory.Capacity, memory.Callouts);
            }

            PutInForce(slot, memory.Program!);
            _inForce[slot] = memory;
        }
    }

    /// <summary>Whether permitted packets make events.</summary>
    public void ReportPermits(bool wanted)
    {
        for (uint slot = 0; slot < LayerSlot.Count; slot++)
        {
            Volatile.Write(ref *((ulong*)_options!.Pointer + slot), wanted ? Decision.FlagReportPermit : 0);
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

    private static CompiledProgram CompilePlain(MethodInfo program, long capacity) => s_compiled.GetOrAdd(
        (program, capacity),
        key => ProgramCompiler.Compile(key.Program, CompilerOptions.Default with { Replacements = s_packetSource.Add(s_mask, MaskOf(key.Capacity)) }));

    private static MethodInfo MaskOf(long capacity) =>
        typeof(LayerCapacity).GetMethod(nameof(LayerCapacity.Of))!.MakeGenericMethod(LayerMemory.TypeOf(capacity));
}
