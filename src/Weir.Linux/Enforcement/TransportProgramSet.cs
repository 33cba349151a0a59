using System.Reflection;
using Weir.Bpf;
using Weir.Bpf.Compiler;
using Weir.Linux.Programs;
using Verdict = Weir.Linux.Programs.Verdict;

namespace Weir.Linux;

/// <summary>The loaded programs of the transport layers, with their maps and links.</summary>
internal sealed partial class TransportProgramSet : IDisposable
{
    private static readonly Layer[] s_layers =
    [
        new(LayerSlot.InboundTransportV4, nameof(TransportPrograms.InboundV4Stub), nameof(TransportPrograms.InboundV4), NetfilterFamily.IPv4, NetfilterHook.LocalIn),
        new(LayerSlot.InboundTransportV6, nameof(TransportPrograms.InboundV6Stub), nameof(TransportPrograms.InboundV6), NetfilterFamily.IPv6, NetfilterHook.LocalIn),
        new(LayerSlot.OutboundTransportV4, nameof(TransportPrograms.OutboundV4Stub), nameof(TransportPrograms.OutboundV4), NetfilterFamily.IPv4, NetfilterHook.LocalOut),
        new(LayerSlot.OutboundTransportV6, nameof(TransportPrograms.OutboundV6Stub), nameof(TransportPrograms.OutboundV6), NetfilterFamily.IPv6, NetfilterHook.LocalOut),
    ];

    private static readonly string s_imageKey = MapDeclaration.KeyOf(typeof(TransportMaps).GetField(nameof(TransportMaps.Image))!);

    // Compiled once a process, and never before an engine is opened: the offsets in the programs are those of the running kernel.
    private static readonly Lazy<CompiledProgram[]> s_stubs = new(() => [.. s_layers.Select(layer => ProgramCompiler.Compile(ProgramOf(layer.Stub)))]);

    private readonly Dictionary<string, BpfMap> _maps = [];
    private readonly List<BpfProgram> _stubs = [];
    private readonly LayerMemory?[] _inForce = new LayerMemory?[LayerSlot.Count];
    private readonly List<BpfLink> _links = [];
    private readonly MapSpec _imageSpec;
    private readonly MappedMemory? _options;
    private readonly long _leastCapacity;

    private TransportProgramSet(long capacity)
    {
        _leastCapacity = capacity;
        try
        {
            // The plain programs do not use all of them.
            IEnumerable<MapDeclaration> declarations = typeof(TransportMaps).GetFields().Where(field => !field.IsLiteral).Select(MapDeclaration.Of);
            foreach (MapDeclaration map in declarations.Where(map => map.Key != s_imageKey))
            {
                _maps.Add(map.Key, BpfMap.Create(map.Spec with { Name = $"weir_{map.Field.Name}" }));
            }

            _imageSpec = MapDeclaration.Of(typeof(TransportMaps).GetField(nameof(TransportMaps.Image))!).Spec;
            _options = Map(nameof(TransportMaps.Options)).MapMemory();
            Records = new FilterRecords(
                Map(nameof(TransportMaps.FilterRecords)),
                MapDeclaration.Of(typeof(TransportMaps).GetField(nameof(TransportMaps.FilterRecords))!).Spec.Inner! with { Name = "weir_records" });
            for (uint slot = 0; slot < LayerSlot.Count; slot++)
            {
                FailModes.View<uint, uint>()[slot] = Verdict.Permit;
            }

            foreach (Layer layer in s_layers)
            {
                _stubs.Add(BpfProgram.Load(s_stubs.Value[layer.Slot].Program, _maps));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What the kernel has of each filter beside the images.</summary>
    public FilterRecords Records { get; } = null!;

    public BpfMap LayerCounters => Map(nameof(TransportMaps.LayerCounters));

    public BpfMap FailModes => Map(nameof(TransportMaps.FailModes));

    public BpfMap Events => Map(nameof(TransportMaps.Events));

    public BpfMap CalloutCounters => Map(nameof(TransportMaps.CalloutCounters));

    /// <summary>The layers' programs that are in force, by slot.</summary>
    public IReadOnlyList<BpfProgram> Programs
    {
        get
        {
            lock (_switching)
            {
                return [.. _inForce.Select(memory => memory!.Program!)];
            }
        }
    }

    /// <summary>Compiles and loads everything but the layers' programs, which come with their images.</summary>
    /// <param name="capacity">Bytes that a layer's image may have at least, a power of two.</param>
    public static TransportProgramSet Load(long capacity)
    {
        LinuxEngine.RequireKernel();
        return new TransportProgramSet(capacity);
    }

    /// <summary>Attaches the stubs in a network namespace: the kernel takes that of the calling thread.</summary>
    public void Attach(NetworkNamespace? networkNamespace, int priority)
    {
        if (networkNamespace is null)
        {
            AttachHere(priority);
        }
        else
        {
            networkNamespace.Run(() => AttachHere(priority));
        }
    }

    public void EmptySlots()
    {
        foreach (Layer layer in s_layers)
        {
            Map(nameof(TransportMaps.Programs)).View<uint, uint>().Delete(layer.Slot);
        }
    }

    public void Detach()
    {
        foreach (BpfLink link in _links)
        {
            link.Dispose();
        }

        _links.Clear();
    }

    public void Dispose()
    {
        Detach();
        Records?.Dispose();
        _options?.Dispose();
        foreach (IDisposable loaded in _stubs.Concat<IDisposable>(_maps.Values))
        {
            loaded.Dispose();
        }
    }

    private void AttachHere(int priority)
    {
        foreach (Layer layer in s_layers)
        {
            // IPv6 fragments reach LOCAL_IN one by one unless some link of the namespace asks for reassembly.
            NetfilterLinkFlags flags = layer is { Family: NetfilterFamily.IPv6, Hook: NetfilterHook.LocalIn }
                ? NetfilterLinkFlags.Defragment
                : NetfilterLinkFlags.None;
            _links.Add(BpfLink.AttachNetfilter(_stubs[layer.Slot], layer.Family, layer.Hook, priority, flags));
        }
    }

    private static MethodInfo ProgramOf(string method) =>
        typeof(TransportPrograms).GetMethod(method, BindingFlags.Public | BindingFlags.Static)!;

    private BpfMap Map(string field) => _maps[MapDeclaration.KeyOf(typeof(TransportMaps).GetField(field)!)];

    private sealed record Layer(byte Slot, string Stub, string Program, NetfilterFamily Family, NetfilterHook Hook);
}
