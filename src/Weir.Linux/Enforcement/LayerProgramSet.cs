using System.Collections.Concurrent;
using System.Reflection;
using Weir.Bpf;
using Weir.Bpf.Compiler;
using Weir.Linux.Programs;
using Verdict = Weir.Linux.Programs.Verdict;

namespace Weir.Linux;

/// <summary>The loaded programs of the layers, with their maps and hooks.</summary>
internal sealed partial class LayerProgramSet : IDisposable
{
    private static readonly string s_imageKey = MapDeclaration.KeyOf(typeof(PacketMaps).GetField(nameof(PacketMaps.Image))!);

    // Compiled once a process, and never before an engine is opened: the offsets in the programs are those of the running kernel.
    private static readonly ConcurrentDictionary<MethodInfo, CompiledProgram> s_stubs = [];

    private readonly Dictionary<string, BpfMap> _maps = [];
    private readonly BpfProgram?[] _stubs = new BpfProgram?[LayerSlot.Count];
    private readonly LayerMemory?[] _inForce = new LayerMemory?[LayerSlot.Count];
    private readonly List<IDisposable>[] _attached = [.. LayerTable.Rows.Select(_ => new List<IDisposable>())];
    private readonly MapSpec _imageSpec;
    private readonly MappedMemory? _options;
    private readonly long _leastCapacity;

    private LayerProgramSet(long capacity, EnginePins? pins, bool showsKernelDrops)
    {
        _leastCapacity = capacity;
        _showsKernelDrops = showsKernelDrops;
        _pins = pins;
        HasAdopted = _awaitsPolicy = pins is { IsAdopted: true };
        try
        {
            // The plain programs do not use all of them.
            IEnumerable<MapDeclaration> declarations = typeof(PacketMaps).GetFields().Where(field => !field.IsLiteral).Select(MapDeclaration.Of);
            foreach (MapDeclaration map in declarations.Where(map => map.Key != s_imageKey))
            {
                BpfMap Create() => BpfMap.Create(map.Spec with { Name = $"weir_{map.Field.Name}" });
                _maps.Add(map.Key, pins?.Map(map.Field.Name, Create) ?? Create());
            }

            _imageSpec = MapDeclaration.Of(typeof(PacketMaps).GetField(nameof(PacketMaps.Image))!).Spec;
            _options = Map(nameof(PacketMaps.Options)).MapMemory();
            Records = new FilterRecords(
                Map(nameof(PacketMaps.FilterRecords)),
                MapDeclaration.Of(typeof(PacketMaps).GetField(nameof(PacketMaps.FilterRecords))!).Spec.Inner! with { Name = "weir_records" });
            for (uint slot = 0; slot < LayerSlot.Count && !HasAdopted; slot++)
            {
                FailModes.View<uint, uint>()[slot] = Verdict.Permit;
            }
        }
        catch
        {
            if (!HasAdopted)
            {
                Unpin();
            }

            Dispose();
            throw;
        }
    }

    /// <summary>What the kernel has of each filter beside the images.</summary>
    public FilterRecords Records { get; } = null!;

    public BpfMap LayerCounters => Map(nameof(PacketMaps.LayerCounters));

    public BpfMap FailModes => Map(nameof(PacketMaps.FailModes));

    public BpfMap FilterCounts => Map(nameof(PacketMaps.FilterCounts));

    public BpfMap Events => Map(nameof(PacketMaps.Events));

    public BpfMap CalloutCounters => Map(nameof(PacketMaps.CalloutCounters));

    /// <summary>A layer's program that is in force; null when the layer has none yet.</summary>
    public BpfProgram? FindProgram(uint slot)
    {
        lock (_switching)
        {
            return _inForce[slot]?.Programs?.Verdict;
        }
    }

    /// <summary>Makes the maps. The layers' programs come with their images, and the stubs when they are attached.</summary>
    /// <param name="capacity">Bytes that a layer's image may have at least, a power of two.</param>
    /// <param name="pins">What outlives the process; null when nothing does. They become the set's own.</param>
    /// <param name="showsKernelDrops">Whether the layers that can show the kernel's own drops do, once they are attached.</param>
    public static LayerProgramSet Load(long capacity, EnginePins? pins = null, bool showsKernelDrops = false)
    {
        LinuxEngine.RequireKernel();
        return new LayerProgramSet(capacity, pins, showsKernelDrops);
    }

    /// <summary>Attaches a layer at all of its hooks, or at none: the kernel takes the network namespace of the calling thread.</summary>
    /// <exception cref="BpfException">The kernel refuses, for instance because another engine enforces at the same place already.</exception>
    public void Attach(uint slot, LinuxEngineOptions options)
    {
        PacketLayer layer = LayerTable.Rows[(int)slot];
        try
        {
            Show(slot);
            AttachToKernelDrops(slot);
            foreach (PacketHook hook in layer.Hooks)
            {
                BpfProgram stub = _stubs[slot] ??= BpfProgram.Load(CompileStub(layer.Stub, layer).Program, _maps);
                _attached[slot].Add(_pins is null ? hook.Attach(stub, options) : _pins.Link(NameOf(layer, hook), () => hook.Attach(stub, options)));
            }
        }
        catch
        {
            Detach(slot);
            throw;
        }
    }

    /// <summary>Of each hook at interfaces, the interfaces that it should be at.</summary>
    public IEnumerable<InterfaceCoverage> ReadCoverage() => Enumerable.Range(0, (int)LayerSlot.Count).SelectMany(slot => ReadCoverage((uint)slot));

    /// <summary>Whether packets meet the layer.</summary>
    public bool IsAttached(uint slot) => _attached[slot].Count > 0 || _isShown[slot];

    public void EmptySlots()
    {
        foreach (PacketLayer layer in LayerTable.Rows.Where(layer => FindProgram(layer.Slot) is not null && (!layer.IsDiscard || _isShown[layer.Slot])))
        {
            ProgramArrayOf(layer.Slot).View<uint, uint>().Delete(layer.Slot);
            if (PlacementOf(layer.Slot) != PlacementState.Verdict)
            {
                Map(nameof(PacketMaps.FramePrograms)).View<uint, uint>().Delete(layer.Slot);
            }
        }
    }

    /// <summary>Takes a layer from its hooks.</summary>
    public void Detach(uint slot)
    {
        if (LayerTable.Rows[(int)slot].IsMovable)
        {
            MoveBack(slot, isEmpty: true);
        }

        Close(slot);
        Hide(slot);
        if (_awaitsPolicy)
        {
            // Its links may be those of the engine before, which is in force.
            return;
        }

        PacketLayer layer = LayerTable.Rows[(int)slot];
        foreach (PacketHook hook in layer.Hooks)
        {
            _pins?.Detach(NameOf(layer, hook));
        }
    }

    /// <summary>Takes every layer from its hooks, but for those that are pinned.</summary>
    public void Close()
    {
        for (uint slot = 0; slot < LayerSlot.Count; slot++)
        {
            Close(slot);
        }
    }

    public void Dispose()
    {
        Close();
        Records?.Dispose();
        _options?.Dispose();
        foreach (IDisposable? loaded in _stubs.Concat(_actionStubs).Concat<IDisposable?>(_maps.Values))
        {
            loaded?.Dispose();
        }

        _pins?.Dispose();
    }

    private void Close(uint slot)
    {
        DetachFromKernelDrops(slot);
        CloseInterfaces(slot);
        _attached[slot].ForEach(attached => attached.Dispose());
        _attached[slot].Clear();
    }

    private static CompiledProgram CompileStub(MethodInfo stub, PacketLayer layer) => s_stubs.GetOrAdd(stub, _ =>
    {
        CompiledProgram compiled = ProgramCompiler.Compile(stub);
        return compiled with { Program = compiled.Program with { Name = $"weir_{layer.Name}_stub" } };
    });

    private BpfMap ProgramArrayOf(uint slot) =>
        Map(LayerTable.Rows[(int)slot].IsAtInterfaces ? nameof(PacketMaps.FramePrograms) : nameof(PacketMaps.Programs));

    private BpfMap Map(string field) => _maps[MapDeclaration.KeyOf(typeof(PacketMaps).GetField(field)!)];
}
