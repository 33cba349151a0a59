using Weir.Engine;

namespace Weir.Linux;

public sealed partial class LinuxEngine
{
    private readonly ImageKeeper? _keeper;
    private PolicySnapshot _policy = PolicySnapshot.Initial;

    /// <inheritdoc/>
    /// <exception cref="PolicyTooLargeException">The policy does not fit the kernel's tables; the policy before stays in force.</exception>
    public void Apply(PolicyChange change, PolicySnapshot after)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(after);
        List<LayerStatus> told = [];
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Dictionary<uint, int> limits = CountLimits(change, after);
            AllowLimits(change);
            AddRecords(change);
            List<uint> moved = [];
            try
            {
                List<uint> attached = AttachFor(change, after);
                try
                {
                    moved = MoveFor(limits);
                    ApplyToImages(change, after);
                }
                catch
                {
                    moved.ForEach(slot => _programs.MoveBack(slot, isEmpty: false));
                    attached.ForEach(_programs.Detach);
                    throw;
                }
            }
            catch
            {
                foreach (InstalledFilter filter in change.AddedFilters)
                {
                    _programs.Records.Retire(filter.Id);
                }

                throw;
            }

            _policy = after;
            _programs.EndAdoption();
            moved.AddRange(MoveBackAfter(limits, after));
            told.AddRange(moved.Select(slot => StatusOf(LayerTable.Rows[(int)slot])));
            DetachAfter(change, after);
            foreach (ReplacedFilter replaced in change.FindReplacedFilters())
            {
                _programs.Records.Replace(replaced.Before.Id, replaced.After.Id);
            }

            foreach (InstalledFilter filter in change.DeletedFilters)
            {
                _programs.Records.Retire(filter.Id);
            }
        }

        _keeper?.Look();
        told.ForEach(status => LayerMoved?.Invoke(status));
    }

    /// <inheritdoc/>
    public string? WhyNotClassified(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return Obstacles.To(layer) ?? WhyNotPinned(layer);
    }

    /// <inheritdoc/>
    public string? WhyNotLimited(Layer layer) => LinuxLimits.WhyNotLimited(layer) ?? WhyNotLimitedWithPins(layer);

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

    /// <summary>The first filter that limits at a layer has the layer's program loaded anew, which takes milliseconds.</summary>
    private void AllowLimits(PolicyChange change)
    {
        foreach (InstalledFilter filter in change.AddedFilters)
        {
            if (filter.Spec.Action == FilterAction.Limit && LayerTable.Find(filter.Spec.Layer) is { } slot && !Moves(slot))
            {
                _programs.AllowLimits(slot);
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
                _programs.Records.Retire(filter.Id);
            }

            throw;
        }
    }

    /// <summary>Brings the images up to a commit, each by one store. Where the kernel refuses one, those before go back.</summary>
    private void ApplyToImages(PolicyChange change, PolicySnapshot after)
    {
        List<LivePolicyImage> done = [];
        try
        {
            foreach (LayerId layer in change.AffectedLayers)
            {
                // Only filters that are not enforced can be at a layer without a program: the others are refused.
                if (LayerTable.Find(layer) is { } slot && _images[slot] is { } image)
                {
                    image.Apply(change, after);
                    done.Add(image);
                    _layers.SetFailMode(slot, image.FailMode);
                    _layers.SetFilterCount(slot, image.FilterCount);
                }
            }
        }
        catch (Exception failure)
        {
            // Boot-time filters come and go without being in the change, and with them the image is written anew either way.
            PolicyChange back = after.IsBootTime || _policy.IsBootTime ? change : change.Inverse();
            foreach (LivePolicyImage image in done)
            {
                image.Apply(back, _policy);
                _layers.SetFailMode(LayerTable.Of(image.Layer.Id), image.FailMode);
                _layers.SetFilterCount(LayerTable.Of(image.Layer.Id), image.FilterCount);
            }

            if (failure is InsufficientMemoryException)
            {
                throw new PolicyTooLargeException(failure.Message);
            }

            throw;
        }
    }

    /// <summary>Tells the filters of a layer whom they call, because a callout came or went. Needs _gate.</summary>
    private void UpdateActions(uint slot)
    {
        LayerId layer = LayerTable.LayerAt(slot);
        foreach (InstalledFilter filter in _policy.Filters)
        {
            if (filter.Spec.Layer == layer && filter.Spec.Action.CallsCallout())
            {
                _programs.Records.SetAction(filter.Id, ActionOf(filter));
            }
        }
    }

    /// <summary>What a filter that calls a callout or limits does as things are; others have it in the image.</summary>
    private uint ActionOf(InstalledFilter filter) => filter.Spec.Action.MustBeAsked() && LayerTable.Find(filter.Spec.Layer) is not null
        ? EntryActions.Of(filter.Spec, FindPlace(filter))
        : 0;
}
