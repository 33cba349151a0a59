using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

public sealed partial class LinuxEngine
{
    private readonly TableEntry[][] _tables = [.. Enumerable.Repeat(Array.Empty<TableEntry>(), (int)LayerSlot.Count)];

    /// <inheritdoc/>
    /// <exception cref="PolicyTooLargeException">The policy does not fit the kernel's tables; the policy before stays in force.</exception>
    public void Apply(PolicyChange change, PolicySnapshot after)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(after);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            int added = 0;
            try
            {
                foreach (InstalledFilter filter in change.AddedFilters)
                {
                    _counters.Add(filter.Id);
                    added++;
                }

                Publish(change, after);
            }
            catch
            {
                foreach (InstalledFilter filter in change.AddedFilters.Take(added))
                {
                    _counters.Remove(filter.Id);
                }

                throw;
            }

            foreach (InstalledFilter filter in change.DeletedFilters)
            {
                _counters.Remove(filter.Id);
            }
        }
    }

    private void Publish(PolicyChange change, PolicySnapshot after)
    {
        if (change.AffectedLayers.IsEmpty)
        {
            return;
        }

        TableEntry[][] tables = [.. _tables];
        List<(uint Slot, FailMode FailMode)> failModes = [];
        foreach (LayerId layer in change.AffectedLayers)
        {
            ClassificationPlan plan = ClassificationPlan.Build(after, layer);
            uint slot = LayerSlots.Of(layer);
            tables[slot] = TableCompiler.Compile(plan, _counters.IndexOf);
            failModes.Add((slot, plan.FailMode));
        }

        _programs.Publish(tables, _reportPermits);
        tables.CopyTo(_tables, 0);
        foreach ((uint slot, FailMode failMode) in failModes)
        {
            _layers.SetFailMode(slot, failMode);
        }
    }
}
