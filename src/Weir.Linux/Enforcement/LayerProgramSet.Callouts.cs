using System.Collections.Immutable;
using System.Reflection;
using Weir.Bpf;
using Weir.Bpf.Compiler;
using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

internal sealed partial class LayerProgramSet
{
    private static readonly MethodInfo s_any = CalloutSlot(nameof(CalloutSlots.Any));
    private static readonly MethodInfo s_some = CalloutSlot(nameof(CalloutSlots.Some));
    private static readonly ImmutableArray<MethodInfo> s_places =
        [.. Enumerable.Range(0, (int)CalloutSlots.Count).Select(place => CalloutSlot($"Callout{place}"))];

    // Wherever a callout runs, it reads its packet in the way of the hook.
    private static readonly ImmutableDictionary<MethodInfo, MethodInfo> s_packetSource = PacketSourceOf(typeof(NetfilterPacketSource));

    // The layers whose programs stop for filters that limit; a layer stays one of them.
    private readonly bool[] _hasLimits = new bool[LayerSlot.Count];

    /// <summary>The function that joins a callout class to a place: <see cref="CalloutGlue.Invoke{TCallout}"/>.</summary>
    public static MethodInfo InvokeOf(Type callout) => typeof(CalloutGlue).GetMethod(nameof(CalloutGlue.Invoke))!.MakeGenericMethod(callout);

    /// <summary>Compiles one callout into a program of its own, which nothing attaches: for the verifier to judge.</summary>
    /// <param name="invoke">What <see cref="InvokeOf"/> gives for its class.</param>
    public static CompiledProgram CompileAlone(MethodInfo invoke) => ProgramCompiler.Compile(
        typeof(CalloutGlue).GetMethod(nameof(CalloutGlue.Try))!,
        CompilerOptions.Default with { Replacements = s_packetSource.Add(s_places[0], invoke) });

    /// <summary>
    /// Sees to it that a layer's program stops for filters that limit, from now on. To be called before a filter limits there; without effect
    /// when the kernel refuses.
    /// </summary>
    /// <param name="slot">The layer's slot.</param>
    public void AllowLimits(uint slot)
    {
        lock (_switching)
        {
            if (_hasLimits[slot])
            {
                return;
            }

            _hasLimits[slot] = true;
            try
            {
                if (_inForce[slot] is { } memory)
                {
                    Link(slot, memory.Callouts);
                }
            }
            catch
            {
                _hasLimits[slot] = false;
                throw;
            }
        }
    }

    /// <summary>
    /// Puts a layer's program with the given callouts in force; packets that are in the old one go on in it. Throws without effect when
    /// the kernel refuses.
    /// </summary>
    /// <param name="slot">The layer's slot.</param>
    /// <param name="callouts">What each place calls; null for an empty place.</param>
    public void Link(uint slot, IReadOnlyList<KernelCallout?> callouts)
    {
        lock (_switching)
        {
            LayerMemory memory = _inForce[slot]!;
            KernelCallout?[] copy = [.. callouts];
            Replace(slot, memory, copy, _placements[slot]);
        }
    }

    /// <summary>The programs to come of a layer call these callouts, though the one that is in force may have the code of others.</summary>
    public void Forget(uint slot, IReadOnlyList<KernelCallout?> callouts)
    {
        lock (_switching)
        {
            _inForce[slot]!.Callouts = [.. callouts];
        }
    }

    /// <summary>
    /// Loads a callout in the program that leaves it the least stack and the fewest frames, and lets it go again: then every layer can
    /// take it.
    /// </summary>
    public void TryInDeepestLayer(KernelCallout callout)
    {
        PacketLayer deepest = LayerTable.RowOf(LayerId.OutboundTransportV6);
        LoadWith(deepest.Program, deepest.Slot, [callout]).Dispose();
    }

    /// <summary>Compiles and loads a program over a layer's images, with callouts in its places.</summary>
    /// <param name="program">The program.</param>
    /// <param name="slot">The layer's slot.</param>
    /// <param name="callouts">What each place calls; null for an empty place.</param>
    /// <param name="ownMaps">Maps of the program that the layers' programs do not have.</param>
    public BpfProgram LoadWith(
        MethodInfo program, uint slot, IReadOnlyList<KernelCallout?> callouts, IReadOnlyDictionary<string, BpfMap>? ownMaps = null)
    {
        lock (_switching)
        {
            PacketLayer layer = LayerTable.Rows[(int)slot];
            return LoadWith(program, layer, _inForce[slot]!, callouts, ProgramSide.Own, ownMaps);
        }
    }

    /// <summary>Loads a layer's programs over an image.</summary>
    private LayerPrograms LoadFor(PacketLayer layer, LayerMemory memory, IReadOnlyList<KernelCallout?> callouts, PlacementState placement)
    {
        ProgramSide own = placement == PlacementState.Action ? ProgramSide.Uncovered : ProgramSide.Own;
        BpfProgram verdict = LoadWith(layer.Program, layer, memory, callouts, own, name: $"weir_{layer.Name}");
        if (placement == PlacementState.Verdict)
        {
            return new LayerPrograms(verdict, Action: null);
        }

        try
        {
            ProgramSide side = placement == PlacementState.Action ? ProgramSide.Action : ProgramSide.Draining;
            return new LayerPrograms(verdict, LoadWith(layer.Action!.Program, layer, memory, callouts, side, name: $"weir_{layer.Name}_act"));
        }
        catch
        {
            verdict.Dispose();
            throw;
        }
    }

    /// <summary>Puts a layer's programs anew in force over the image that it has. Without effect when the kernel refuses.</summary>
    private void Replace(uint slot, LayerMemory memory, IReadOnlyList<KernelCallout?> callouts, PlacementState placement)
    {
        LayerPrograms programs = LoadFor(LayerTable.Rows[(int)slot], memory, callouts, placement);
        try
        {
            PutInForce(slot, programs);
        }
        catch
        {
            programs.Dispose();
            throw;
        }

        memory.Programs!.Dispose();
        (memory.Programs, memory.Callouts, memory.Placement) = (programs, callouts, placement);
    }

    private BpfProgram LoadWith(
        MethodInfo program,
        PacketLayer layer,
        LayerMemory memory,
        IReadOnlyList<KernelCallout?> callouts,
        ProgramSide side,
        IReadOnlyDictionary<string, BpfMap>? ownMaps = null,
        string? name = null)
    {
        Dictionary<string, BpfMap> maps = new(_maps.Concat(ownMaps ?? new Dictionary<string, BpfMap>())) { [s_imageKey] = memory.Map };
        bool hasLimits = _hasLimits[layer.Slot];
        if (callouts.All(callout => callout is null))
        {
            return Load(s_compiled.GetOrAdd(
                (program, memory.Capacity, side, hasLimits),
                key => Compile(ReplacementsIn(key.Side, key.Capacity, isAsked: key.HasLimits || key.Side == ProgramSide.Action))));
        }

        ImmutableDictionary<MethodInfo, MethodInfo>.Builder replacements = ReplacementsIn(side, memory.Capacity, isAsked: true).ToBuilder();
        for (int place = 0; place < callouts.Count; place++)
        {
            if (callouts[place] is { } callout)
            {
                replacements.Add(s_places[place], callout.Invoke);
                foreach ((string key, CalloutMap map) in callout.KernelMaps)
                {
                    maps[key] = map.Map;
                }
            }
        }

        return Load(Compile(replacements.ToImmutable()));

        CompiledProgram Compile(ImmutableDictionary<MethodInfo, MethodInfo> replacements) =>
            ProgramCompiler.Compile(program, CompilerOptions.Default with { Replacements = replacements });

        BpfProgram Load(CompiledProgram compiled) => BpfProgram.Load(name is null ? compiled.Program : compiled.Program with { Name = name }, maps);
    }

    /// <summary>The functions that take the place of others in the programs of one side.</summary>
    /// <param name="side">Where the program runs.</param>
    /// <param name="capacity">Capacity of its image.</param>
    /// <param name="isAsked">Whether the walk stops for callouts and limits.</param>
    private static ImmutableDictionary<MethodInfo, MethodInfo> ReplacementsIn(ProgramSide side, long capacity, bool isAsked)
    {
        ImmutableDictionary<MethodInfo, MethodInfo>.Builder replacements =
            (side is ProgramSide.Action or ProgramSide.Draining ? s_actionPacketSource : s_packetSource).ToBuilder();
        replacements.Add(s_mask, MaskOf(capacity));
        if (isAsked)
        {
            replacements.Add(s_any, s_some);
        }

        switch (side)
        {
            case ProgramSide.Uncovered:
                replacements.Add(s_isElsewhere, s_isCovered);
                replacements.Add(s_meter, s_unmetered);
                break;
            case ProgramSide.Draining:
                replacements.Add(s_meter, s_unmetered);
                replacements.Add(s_isDraining, s_drains);
                replacements.Add(s_count, s_uncounted);
                break;
        }

        return replacements.ToImmutable();
    }

    private static ImmutableDictionary<MethodInfo, MethodInfo> PacketSourceOf(Type source) => typeof(PacketSource)
        .GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .ToImmutableDictionary(method => method, method => source.GetMethod(method.Name)!);

    private static MethodInfo CalloutSlot(string name) => typeof(CalloutSlots).GetMethod(name)!;
}
