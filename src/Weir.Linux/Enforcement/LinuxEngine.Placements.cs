using System.Collections.Immutable;
using Weir.Bpf;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

public sealed partial class LinuxEngine
{
    // Filters that limit, by slot.
    private readonly int[] _limits = new int[LayerSlot.Count];

    /// <summary>Raised after the commit that has moved a layer to its other placement, on the thread that commits.</summary>
    public event Action<LayerStatus>? LayerMoved;

    /// <summary>Where each layer is evaluated that packets meet now, in the order of the layers' slots.</summary>
    public ImmutableArray<LayerStatus> ReadStatus()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return [.. LayerTable.Rows.Where(row => _programs.IsAttached(row.Slot)).Select(StatusOf)];
        }
    }

    private LayerStatus StatusOf(PacketLayer row)
    {
        // What was discarded is shown where its own layer blocks, as long as that has filters.
        PacketLayer place = row.IsDiscard ? LayerTable.Rows[(int)(row.Slot - LayerSlot.Discard)] : row;
        bool moved = _programs.PlacementOf(place.Slot) == PlacementState.Action;
        IEnumerable<LayerHook> own = row.Hooks.Concat(row.IsDiscard && _programs.IsAttached(place.Slot) ? place.Hooks : []).Select(hook => hook.Describe(_options));
        LivePolicyImage? image = _images[row.Slot];
        return new LayerStatus(
            row.Id,
            moved || row.IsAtInterfaces ? LayerPlacement.Action : LayerPlacement.Verdict,
            moved ? [InterfacePacketHook.Describe(TcxDirection.Egress)] : [.. own],
            image?.FilterCount ?? 0,
            image?.FailMode ?? FailMode.Open,
            [.. _programs.ReadCoverage(place.Slot)]);
    }

    /// <summary>Whether a layer moves to interfaces when a filter limits. Needs _gate.</summary>
    private bool Moves(uint slot) => _home is not null && LayerTable.Rows[(int)slot].IsMovable;

    /// <summary>How many filters limit after a commit, of the layers that it concerns and that move for them; by slot.</summary>
    private Dictionary<uint, int> CountLimits(PolicyChange change, PolicySnapshot after)
    {
        Dictionary<uint, int> limits = [];
        foreach (LayerId layer in change.AffectedLayers)
        {
            if (LayerTable.Find(layer) is { } slot && Moves(slot))
            {
                bool Limits(InstalledFilter filter) =>
                    filter.Spec.Layer == layer && filter.Spec.Action == FilterAction.Limit && after.Enforces(filter);

                // Boot-time filters come and go without being in the change.
                limits[slot] = after.IsBootTime || _policy.IsBootTime
                    ? after.SubLayersByWeight.Sum(subLayer => after.FiltersInOrder(layer, subLayer.Key).Count(Limits))
                    : _limits[slot] + change.AddedFilters.Count(Limits) - change.DeletedFilters.Count(Limits);
            }
        }

        return limits;
    }

    /// <summary>Moves the layers to their action placement that get their first filter which limits, before any of them has it.</summary>
    /// <returns>The layers that were moved, to be taken back if the commit fails.</returns>
    private List<uint> MoveFor(Dictionary<uint, int> limits)
    {
        List<uint> moved = [];
        try
        {
            foreach ((uint slot, int count) in limits)
            {
                if (count > 0 && _programs.PlacementOf(slot) != PlacementState.Action)
                {
                    _home!.Run(() => _programs.MoveToInterfaces(slot));
                    moved.Add(slot);
                }
            }

            return moved;
        }
        catch
        {
            moved.ForEach(slot => _programs.MoveBack(slot, isEmpty: false));
            throw;
        }
    }

    /// <summary>Moves the layers back that a commit has left without a filter that limits.</summary>
    /// <returns>Those that it has moved.</returns>
    private List<uint> MoveBackAfter(Dictionary<uint, int> limits, PolicySnapshot after)
    {
        List<uint> moved = [];
        foreach ((uint slot, int count) in limits)
        {
            _limits[slot] = count;
            if (count == 0)
            {
                if (_programs.PlacementOf(slot) == PlacementState.Action)
                {
                    moved.Add(slot);
                }

                _programs.MoveBack(slot, isEmpty: !HasFilters(after, LayerTable.LayerAt(slot)));
            }
        }

        return moved;
    }
}
