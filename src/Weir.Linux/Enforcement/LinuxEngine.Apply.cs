using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

public sealed partial class LinuxEngine
{
    private readonly LayerEntries[] _tables = [.. Enumerable.Repeat(LayerEntries.Empty, (int)LayerSlot.Count)];
    private PolicySnapshot _policy = PolicySnapshot.Initial;

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

            _policy = after;
            foreach (InstalledFilter filter in change.DeletedFilters)
            {
                _counters.Remove(filter.Id);
            }
        }
    }

    /// <inheritdoc/>
    public string? WhyNotClassified(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return Obstacles.To(layer);
    }

    /// <inheritdoc/>
    public string? WhyNotSupplied(Layer layer, LayerField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return Obstacles.To(field);
    }

    /// <inheritdoc/>
    /// <remarks>They are told in any case when <see cref="LinuxEngineOptions.ReportPermits"/> is set.</remarks>
    public void ReportPermits(bool wanted)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            bool reports = wanted || _alwaysReportsPermits;
            if (reports != _reportPermits)
            {
                _programs.Publish(_tables, reports);
                _reportPermits = reports;
            }
        }
    }

    private void Publish(PolicyChange change, PolicySnapshot after)
    {
        if (change.AffectedLayers.IsEmpty)
        {
            return;
        }

        LayerEntries[] tables = [.. _tables];
        List<(uint Slot, FailMode FailMode)> failModes = [];
        foreach (LayerId layer in change.AffectedLayers)
        {
            if (LayerSlots.Find(layer) is not { } slot)
            {
                // Only filters that are not enforced can be at such a layer: the others are refused.
                continue;
            }

            ClassificationPlan plan = ClassificationPlan.Build(after, layer);
            tables[slot] = TableCompiler.Compile(plan, _counters.IndexOf, FindPlace);
            failModes.Add((slot, plan.FailMode));
        }

        _programs.Publish(tables, _reportPermits);
        tables.CopyTo(_tables, 0);
        foreach ((uint slot, FailMode failMode) in failModes)
        {
            _layers.SetFailMode(slot, failMode);
        }
    }

    /// <summary>Lays one layer out again, because a callout came or went. Needs _gate.</summary>
    private void PublishAgain(uint slot)
    {
        LayerEntries[] tables = [.. _tables];
        tables[slot] = TableCompiler.Compile(ClassificationPlan.Build(_policy, LayerSlots.LayerAt(slot)), _counters.IndexOf, FindPlace);
        _programs.Publish(tables, _reportPermits);
        _tables[slot] = tables[slot];
    }
}
