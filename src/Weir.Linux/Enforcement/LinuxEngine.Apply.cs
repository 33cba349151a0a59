using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

public sealed partial class LinuxEngine
{
    private readonly ClassificationPlan?[] _plans = new ClassificationPlan?[LayerSlot.Count];
    private PolicySnapshot _policy = PolicySnapshot.Initial;

    /// <inheritdoc/>
    /// <exception cref="PolicyTooLargeException">The policy does not fit the kernel's tables; the policy before stays in force.</exception>
    public void Apply(PolicyChange change, PolicySnapshot after)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(after);
        List<ClassificationPlan> plans = [];
        List<(uint Slot, PolicyImage Image)> images = [];
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            AddRecords(change);
            try
            {
                Build(change, after, plans, images);
            }
            catch
            {
                TakeBackRecords(change);
                throw;
            }

            if (images.TrueForAll(image => _programs.Fits(image.Slot, image.Image)))
            {
                Publish(change, after, plans, images);
                return;
            }
        }

        // Other programs are loaded, so callouts must not come and go meanwhile; that lock is taken first.
        lock (_linking)
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                foreach (InstalledFilter filter in change.AddedFilters)
                {
                    // A callout may have come or gone between the locks.
                    _programs.Records.SetAction(filter.Id, ActionOf(filter));
                }

                Publish(change, after, plans, images);
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
                _programs.ReportPermits(reports);
                _reportPermits = reports;
            }
        }
    }

    private void AddRecords(PolicyChange change)
    {
        int added = 0;
        try
        {
            foreach (InstalledFilter filter in change.AddedFilters)
            {
                _programs.Records.Add(filter, ActionOf(filter));
                added++;
            }
        }
        catch
        {
            foreach (InstalledFilter filter in change.AddedFilters.Take(added))
            {
                _programs.Records.TakeBack(filter.Id);
            }

            throw;
        }
    }

    private void TakeBackRecords(PolicyChange change)
    {
        foreach (InstalledFilter filter in change.AddedFilters)
        {
            _programs.Records.TakeBack(filter.Id);
        }
    }

    private void Build(PolicyChange change, PolicySnapshot after, List<ClassificationPlan> plans, List<(uint Slot, PolicyImage Image)> images)
    {
        foreach (LayerId layer in change.AffectedLayers)
        {
            // Only filters that are not enforced can be at a layer without a program: the others are refused.
            if (LayerSlots.Find(layer) is { } slot)
            {
                ClassificationPlan plan = ClassificationPlan.Build(after, layer, _plans[slot]);
                plans.Add(plan);
                images.Add((slot, PolicyImage.Build(plan, _programs.Records.IndexOf)));
            }
        }
    }

    private void Publish(PolicyChange change, PolicySnapshot after, List<ClassificationPlan> plans, List<(uint Slot, PolicyImage Image)> images)
    {
        try
        {
            _programs.Publish(images, slot => _callouts[slot]);
        }
        catch
        {
            TakeBackRecords(change);
            throw;
        }

        _policy = after;
        for (int i = 0; i < images.Count; i++)
        {
            _plans[images[i].Slot] = plans[i];
            _layers.SetFailMode(images[i].Slot, plans[i].FailMode);
        }

        if (!change.DeletedFilters.IsEmpty)
        {
            long period = _programs.Records.Grace.Ask();
            foreach (InstalledFilter filter in change.DeletedFilters)
            {
                _programs.Records.Retire(filter.Id, period);
            }
        }
    }

    /// <summary>Tells the filters of a layer whom they call, because a callout came or went. Needs _gate.</summary>
    private void UpdateActions(uint slot)
    {
        LayerId layer = LayerSlots.LayerAt(slot);
        foreach (InstalledFilter filter in _policy.Filters)
        {
            if (filter.Spec.Layer == layer && filter.Spec.Action.CallsCallout())
            {
                _programs.Records.SetAction(filter.Id, ActionOf(filter));
            }
        }
    }

    /// <summary>What a filter that calls a callout does as things are; others have it in the image.</summary>
    private uint ActionOf(InstalledFilter filter) => filter.Spec.Action.CallsCallout() && LayerSlots.Find(filter.Spec.Layer) is not null
        ? EntryActions.Of(filter.Spec, FindPlace(filter))
        : 0;
}
