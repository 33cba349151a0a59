using System.Collections.Concurrent;
using System.Reflection;
using Weir.Bpf;
using Weir.Bpf.Compiler;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

internal sealed unsafe partial class TransportProgramSet
{
    // A map is given back when its image takes less than this share of it.
    private const int Sparse = 16;

    private static readonly MethodInfo s_mask = typeof(LayerCapacity).GetMethod(nameof(LayerCapacity.Mask))!;
    private static readonly ConcurrentDictionary<(MethodInfo Program, long Capacity), CompiledProgram> s_compiled = [];

    /// <summary>Bytes that a layer's image may have.</summary>
    public long LargestImage { get; set; } = LayerImageMap.Largest;

    /// <summary>True when a layer's image can be published without another program.</summary>
    public bool Fits(uint slot, PolicyImage image)
    {
        long capacity = _programs[(int)slot].Images.Capacity;
        return image.Size <= capacity && (image.Size * Sparse > capacity || capacity <= _leastCapacity);
    }

    /// <summary>
    /// Writes images where no program reads them yet, then puts each in force with one store. Throws without effect when the kernel refuses.
    /// </summary>
    /// <param name="images">The images, by slot.</param>
    /// <param name="calloutsOf">What a layer's program calls, by slot, for images that do not fit into the program that is there.</param>
    public void Publish(IReadOnlyList<(uint Slot, PolicyImage Image)> images, Func<uint, IReadOnlyList<KernelCallout?>> calloutsOf)
    {
        List<(uint Slot, LayerProgram Program)> grown = [];
        try
        {
            foreach ((uint slot, PolicyImage image) in images)
            {
                LayerProgram program = _programs[(int)slot];
                if (Fits(slot, image))
                {
                    Records.Grace.Wait(program.Period);
                    program.Images.Write(program.Element ^ 1, image);
                }
                else
                {
                    LayerProgram other = LoadLayer(slot, Math.Max(LayerImageMap.CapacityFor(image.Size, LargestImage), _leastCapacity), calloutsOf(slot));
                    grown.Add((slot, other));
                    other.Images.Write(program.Element, image);
                    other.Element = program.Element;
                }
            }

            for (int i = 0; i < grown.Count; i++)
            {
                Map(nameof(TransportMaps.Programs)).Update(grown[i].Slot, grown[i].Program.Program);
            }
        }
        catch
        {
            // A slot that has its new program already gets the old one back.
            foreach ((uint slot, LayerProgram program) in grown)
            {
                Map(nameof(TransportMaps.Programs)).Update(slot, _programs[(int)slot].Program);
                program.Dispose();
            }

            throw;
        }

        foreach ((uint slot, LayerProgram program) in grown)
        {
            _programs[(int)slot].Dispose();
            _programs[(int)slot] = program;
        }

        foreach ((uint slot, PolicyImage image) in images)
        {
            LayerProgram program = _programs[(int)slot];
            if (!grown.Exists(layer => layer.Slot == slot))
            {
                program.Element ^= 1;
                Volatile.Write(ref State(slot)->Image, program.Element);
                program.Period = Records.Grace.Ask();
            }
        }
    }

    /// <summary>Whether permitted packets make events.</summary>
    public void ReportPermits(bool wanted)
    {
        for (uint slot = 0; slot < LayerSlot.Count; slot++)
        {
            Volatile.Write(ref State(slot)->Options, wanted ? Decision.FlagReportPermit : 0);
        }
    }

    private LayerStateRecord* State(uint slot) => (LayerStateRecord*)_states!.Pointer + slot;

    private LayerProgram LoadLayer(uint slot, long capacity, IReadOnlyList<KernelCallout?> callouts)
    {
        LayerImageMap images = LayerImageMap.Create(_imageSpec, capacity);
        try
        {
            return new LayerProgram(images, LoadWith(ProgramOf(s_layers[slot].Program), images, callouts));
        }
        catch
        {
            images.Dispose();
            throw;
        }
    }

    private static CompiledProgram CompilePlain(MethodInfo program, long capacity) => s_compiled.GetOrAdd(
        (program, capacity),
        key => ProgramCompiler.Compile(key.Program, CompilerOptions.Default with { Replacements = s_packetSource.Add(s_mask, MaskOf(key.Capacity)) }));

    private static MethodInfo MaskOf(long capacity) =>
        typeof(LayerCapacity).GetMethod(nameof(LayerCapacity.Of))!.MakeGenericMethod(LayerImageMap.TypeOf(capacity));

    /// <summary>A layer's program and the map of images that it is bound to.</summary>
    private sealed class LayerProgram(LayerImageMap images, BpfProgram program) : IDisposable
    {
        public LayerImageMap Images { get; } = images;

        public BpfProgram Program { get; set; } = program;

        /// <summary>The element of the map that is in force.</summary>
        public uint Element { get; set; }

        /// <summary>The grace period after which no program reads the other element.</summary>
        public long Period { get; set; }

        public void Dispose()
        {
            Program.Dispose();
            Images.Dispose();
        }
    }
}
