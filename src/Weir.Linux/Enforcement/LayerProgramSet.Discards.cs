using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>The layers of what was discarded: the program of the layer where a packet is blocked calls theirs, while they have filters.</summary>
internal sealed unsafe partial class LayerProgramSet
{
    // Guarded by _switching.
    private readonly bool[] _isShown = new bool[LayerSlot.Count];

    /// <summary>Shows a layer what is discarded, once its image is there. Does nothing for other layers.</summary>
    public void Show(uint slot)
    {
        if (!LayerTable.Rows[(int)slot].IsDiscard)
        {
            return;
        }

        lock (_switching)
        {
            _isShown[slot] = true;
            PutInForce(slot, _inForce[slot]!.Programs!);
            SwitchDiscards(slot - LayerSlot.Discard);
            SetOption(slot - LayerSlot.Discard, Decision.FlagShowsDiscards, true);
        }
    }

    private void Hide(uint slot)
    {
        lock (_switching)
        {
            if (!_isShown[slot])
            {
                return;
            }

            SetOption(slot - LayerSlot.Discard, Decision.FlagShowsDiscards, false);
            _isShown[slot] = false;
            if (!_awaitsPolicy)
            {
                ProgramArrayOf(slot).View<uint, uint>().Delete(slot);
            }

            if (_placements[slot] != PlacementState.Verdict)
            {
                Map(nameof(PacketMaps.FramePrograms)).View<uint, uint>().Delete(slot);
            }
        }
    }

    private bool IsHidden(uint slot) => LayerTable.Rows[(int)slot].IsDiscard && !_isShown[slot];

    private void SetOption(uint slot, uint flag, bool value)
    {
        ulong* options = (ulong*)_options!.Pointer + slot;
        Volatile.Write(ref *options, value ? *options | flag : *options & ~(ulong)flag);
    }
}
