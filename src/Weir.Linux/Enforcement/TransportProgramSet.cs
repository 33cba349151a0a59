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

    // Compiled once a process, and never before an engine is opened: the offsets in the programs are those of the running kernel.
    private static readonly Lazy<CompiledProgram[]> s_stubs = new(() => [.. s_layers.Select(layer => Compile(layer.Stub))]);
    private static readonly Lazy<CompiledProgram[]> s_programs = new(() => [.. s_layers.Select(layer => Compile(layer.Program))]);

    private readonly Dictionary<string, BpfMap> _maps = [];
    private readonly List<BpfProgram> _stubs = [];
    private readonly List<BpfProgram> _programs = [];
    private readonly List<BpfLink> _links = [];
    private readonly MapSpec _imageSpec;

    private TransportProgramSet()
    {
        try
        {
            foreach (MapDeclaration map in s_stubs.Value.Concat(s_programs.Value).SelectMany(program => program.Maps))
            {
                if (!_maps.ContainsKey(map.Key))
                {
                    _maps.Add(map.Key, BpfMap.Create(map.Spec with { Name = $"weir_{map.Field.Name}" }));
                }
            }

            // The plain programs do not use it.
            MapDeclaration calloutCounters = MapDeclaration.Of(typeof(TransportMaps).GetField(nameof(TransportMaps.CalloutCounters))!);
            _maps.Add(calloutCounters.Key, BpfMap.Create(calloutCounters.Spec with { Name = $"weir_{calloutCounters.Field.Name}" }));

            MapDeclaration policy = s_programs.Value[0].Maps.First(map => map.Field.Name == nameof(TransportMaps.Policy));
            _imageSpec = policy.Spec.Inner! with { Name = "weir_image" };
            for (uint slot = 0; slot < LayerSlot.Count; slot++)
            {
                FailModes.View<uint, uint>()[slot] = Verdict.Permit;
            }

            Publish([.. s_layers.Select(_ => LayerEntries.Empty)], reportPermits: false);
            foreach (Layer layer in s_layers)
            {
                _programs.Add(BpfProgram.Load(s_programs.Value[layer.Slot].Program, _maps));
                Map(nameof(TransportMaps.Programs)).Update(layer.Slot, _programs[^1]);
                _stubs.Add(BpfProgram.Load(s_stubs.Value[layer.Slot].Program, _maps));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public BpfMap FilterCounters => Map(nameof(TransportMaps.FilterCounters));

    public BpfMap LayerCounters => Map(nameof(TransportMaps.LayerCounters));

    public BpfMap FailModes => Map(nameof(TransportMaps.FailModes));

    public BpfMap Events => Map(nameof(TransportMaps.Events));

    public IReadOnlyDictionary<string, BpfMap> Maps => _maps;

    public BpfMap CalloutCounters => Map(nameof(TransportMaps.CalloutCounters));

    /// <summary>The layers' programs that are in force, by slot.</summary>
    public IReadOnlyList<BpfProgram> Programs => [.. _programs.Select((program, slot) => _linked[slot] ?? program)];

    public static TransportProgramSet Load()
    {
        LinuxEngine.RequireKernel();
        return new TransportProgramSet();
    }

    public static CompiledProgram Compile(string method) => ProgramCompiler.Compile(ProgramOf(method));

    public void Publish(IReadOnlyList<LayerEntries> tables, bool reportPermits) =>
        LayerTables.Publish(Map(nameof(TransportMaps.Policy)), _imageSpec, tables, reportPermits);

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
        foreach (IDisposable loaded in _stubs.Concat(_programs).Concat(_linked.OfType<BpfProgram>()).Concat<IDisposable>(_maps.Values))
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
