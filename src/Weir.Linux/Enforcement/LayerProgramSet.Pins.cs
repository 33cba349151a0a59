using Weir.Linux.Programs;

namespace Weir.Linux;

internal sealed partial class LayerProgramSet
{
    private readonly EnginePins? _pins;

    // True while the programs of an engine before are in force. Guarded by _switching.
    private bool _awaitsPolicy;

    /// <summary>True when the hooks of an engine before were taken over.</summary>
    public bool HasAdopted { get; }

    /// <summary>
    /// Puts the layers' programs in the place of those of the engine before, layer by layer and without a gap, and takes the layers away that
    /// only that engine had. Does nothing when that has been done, or when there was no engine before.
    /// </summary>
    public void EndAdoption()
    {
        lock (_switching)
        {
            if (!_awaitsPolicy)
            {
                return;
            }

            _awaitsPolicy = false;
            for (uint slot = 0; slot < LayerSlot.Count; slot++)
            {
                if (_inForce[slot]?.Programs is { } programs)
                {
                    PutInForce(slot, programs);
                }
            }

            IEnumerable<PacketLayer> attached = LayerTable.Rows.Where(layer => IsAttached(layer.Slot));
            _pins!.DetachStrangers(attached.SelectMany(layer => layer.Hooks.Select(hook => NameOf(layer, hook))).ToHashSet());
            foreach (PacketLayer layer in LayerTable.Rows.Where(layer => (_inForce[layer.Slot] is null || IsHidden(layer.Slot)) && !IsEmpty(layer.Slot)))
            {
                ProgramArrayOf(layer.Slot).View<uint, uint>().Delete(layer.Slot);
            }
        }
    }

    /// <summary>Takes everything away that is pinned.</summary>
    public void Unpin() => _pins?.Remove();

    private static string NameOf(PacketLayer layer, PacketHook hook) => EnginePins.NameOf(layer, hook);

    private void PutInForce(uint slot, LayerPrograms programs)
    {
        if (!IsHidden(slot) && (!_awaitsPolicy || IsEmpty(slot)))
        {
            ProgramArrayOf(slot).Update(slot, programs.Verdict);
        }

        if (programs.Action is { } action)
        {
            Map(nameof(PacketMaps.FramePrograms)).Update(slot, action);
        }
    }

    private bool IsEmpty(uint slot) => !ProgramArrayOf(slot).View<uint, uint>().TryLookup(slot, out _);
}
