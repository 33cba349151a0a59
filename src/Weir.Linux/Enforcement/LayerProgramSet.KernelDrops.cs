using Weir.Bpf;
using Weir.Bpf.Compiler;
using Weir.Bpf.Language;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>The kernel's own drops, at the layers of what was discarded that show them.</summary>
internal sealed partial class LayerProgramSet
{
    private const string Tracepoint = "kfree_skb";

    private readonly bool _showsKernelDrops;

    // Guarded by _switching.
    private readonly BpfLink?[] _dropLinks = new BpfLink?[LayerSlot.Count];

    /// <summary>Whose drops are shown. The tracepoint tells of the whole machine's.</summary>
    /// <param name="cookie">The network namespace's cookie.</param>
    public void SetDropScope(ulong cookie)
    {
        MapView<uint, uint> reasons = Map(nameof(PacketMaps.DropReasons)).View<uint, uint>();
        foreach ((uint number, DiscardReason reason) in KernelDropReasons.Read())
        {
            reasons[number] = (uint)reason;
        }

        Map(nameof(PacketMaps.DropScope)).View<uint, ulong>()[0] = cookie;
    }

    private BpfProgram? LoadDropProgram(PacketLayer layer, LayerMemory memory) => _showsKernelDrops && layer.KernelDrops is { } drops
        ? LoadWith(drops.Program, layer, memory, [], ProgramSide.Own, name: $"weir_{layer.Name}_k")
        : null;

    private void AttachToKernelDrops(uint slot)
    {
        PacketLayer layer = LayerTable.Rows[(int)slot];
        if (!_showsKernelDrops || layer.KernelDrops is not { } drops)
        {
            return;
        }

        lock (_switching)
        {
            Map(nameof(PacketMaps.DropPrograms)).Update(slot, _inForce[slot]!.DropProgram!);
            CompiledProgram compiled = ProgramCompiler.Compile(drops.Stub);
            using BpfProgram stub = BpfProgram.Load(compiled.Program with { Name = $"weir_{layer.Name}_ks" }, _maps);
            _dropLinks[slot] = BpfLink.AttachRawTracepoint(stub, Tracepoint);
        }
    }

    private void DetachFromKernelDrops(uint slot)
    {
        lock (_switching)
        {
            if (_dropLinks[slot] is not { } link)
            {
                return;
            }

            link.Dispose();
            _dropLinks[slot] = null;
            Map(nameof(PacketMaps.DropPrograms)).View<uint, uint>().Delete(slot);
        }
    }
}
