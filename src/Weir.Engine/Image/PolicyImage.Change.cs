namespace Weir.Engine;

public sealed unsafe partial class PolicyImage
{
    /// <summary>Bytes that an image gets beside a share of its size, to change in.</summary>
    private const int Headroom = 1 << 14;

    /// <summary>Changes after which even a small image is written anew.</summary>
    private const int FewestChanges = 1024;

    private const int MostWaitingBytes = 1 << 16;
    private const int MostWaiting = 64;

    /// <summary>Images of this size are not made smaller.</summary>
    private const int SmallCapacity = 2 * Headroom;

    /// <summary>Sublayers without filters that an image may have beside as many with.</summary>
    private const int MostSubLayersTooMany = 16;

    private readonly List<InstalledFilter> _added = [];
    private bool _isFinal;
    private int _changes;

    /// <summary>The image should be written anew: it is short of room, has become patchy, or has outgrown its tables.</summary>
    internal bool WantsRebuild => _isFinal
        || _writer.IsCrowded
        || (_filters.Count < _builtCount / 4 && Capacity > SmallCapacity)
        || _subLayers.Count > MostSubLayersTooMany + (2 * _subLayerCount)
        || Size > Capacity - (Capacity / 16) - (Headroom / 2)
        || _changes > FewestChanges + _filters.Count;

    /// <summary>True when something was replaced that some reader may still need.</summary>
    internal bool IsWaiting => !_isFinal && _writer.IsWaiting;

    /// <summary>So much was replaced that it is worth a grace period, which costs all processors something.</summary>
    internal bool IsWaitingForMuch => !_isFinal && (_writer.RetiredBytes > Math.Min(Capacity / 64, MostWaitingBytes) || _writer.WaitingCount > MostWaiting);

    /// <summary>Brings the image up to a commit, in place, as one new version.</summary>
    /// <param name="change">What the commit changed.</param>
    /// <param name="after">The policy after it.</param>
    /// <returns>False when that cannot be done in place: the image then stays as it is for good.</returns>
    internal bool TryApply(PolicyChange change, PolicySnapshot after)
    {
        if (_isFinal || _writer.Version >= ImageFilter.Never - 2)
        {
            return false;
        }

        // Until all is done: whatever fails leaves the readers with the version before, and what has no version must not be seen.
        _isFinal = true;
        foreach (var filter in change.DeletedFilters)
        {
            if (IsHere(filter))
            {
                Remove(filter);
            }
        }

        foreach (var filter in change.AddedFilters)
        {
            if (IsHere(filter))
            {
                _added.Add(filter);
            }
        }

        if (!TryAdd(after) || !TryUpdateDirectory())
        {
            return false;
        }

        _writer.Publish();
        PolicyVersion = after.Version;
        _isFinal = false;
        return true;
    }

    /// <summary>What is replaced from now on does not wait for the grace period that begins.</summary>
    internal long BeginGracePeriod() => _writer.BeginGracePeriod();

    /// <summary>A grace period is over: what waited for it is free.</summary>
    internal void EndGracePeriod(long period)
    {
        if (!_isFinal && !_writer.EndGracePeriod(period, FreeFilter))
        {
            _isFinal = true;
        }
    }

    private bool IsHere(InstalledFilter filter) => filter.Spec.Layer == Layer.Id && filter.IsEnforced;

    private void Remove(InstalledFilter filter)
    {
        var number = _filters.NumberOf(filter);
        var subLayer = FindSubLayer(filter.SubLayerId)!;
        RemoveEntries(subLayer, number);
        _filters.Remove(filter);
        _writer.RetireFilter(number);
        subLayer.FilterCount--;
        _directoryChanges |= subLayer.FilterCount == 0;
        _changes++;
    }

    private void RemoveEntries(WrittenSubLayer subLayer, uint number)
    {
        ref var row = ref _filters[number];
        _entries.Clear();
        if (TryMakeEntries(PlanCondition.Normalise(Layer, row.Filter.Spec.Conditions), row.Order, number, out _))
        {
            _writer.Remove(subLayer, _entries.Entries.AsSpan(0, _entries.Count), row.Filter.Id);
        }
    }

    /// <summary>Adds what is in the list of added filters, and empties it.</summary>
    private bool TryAdd(PolicySnapshot after)
    {
        _added.Sort(static (one, other) => one.SubLayerId != other.SubLayerId
            ? one.SubLayerId.CompareTo(other.SubLayerId)
            : new ByWeight(one).CompareTo(new ByWeight(other)));
        for (var i = 0; i < _added.Count;)
        {
            var end = i + 1;
            while (end < _added.Count && _added[end].SubLayerId == _added[i].SubLayerId)
            {
                end++;
            }

            var subLayer = FindSubLayer(_added[i].SubLayerId) ?? AddSubLayer(after.FindSubLayer(_added[i].Spec.SubLayer)!);
            _directoryChanges |= subLayer.FilterCount == 0;
            subLayer.FilterCount += end - i;
            if (!TryGiveOrders(subLayer, i, end, after))
            {
                return false;
            }

            for (; i < end; i++)
            {
                var number = _filters.NumberOf(_added[i]);
                _entries.Clear();
                AddEntries(number, PlanCondition.Normalise(Layer, _added[i].Spec.Conditions));
                if (!_tests.TryPlace(_writer.Space))
                {
                    return false;
                }

                _tests.Write(_memory.Pointer);
                if (!TryAddEntries(subLayer, number))
                {
                    return false;
                }

                _filters[number].IsWritten = true;
                _changes++;
            }
        }

        Volatile.Write(ref _usedFields, _tests.UsedFields | _entries.UsedFields);
        _added.Clear();
        return true;
    }

    /// <summary>Adds the entries that have been made of a filter.</summary>
    private bool TryAddEntries(WrittenSubLayer subLayer, uint number)
    {
        var record = RecordOf(number);
        foreach (ref readonly var entry in _entries.Entries.AsSpan(0, _entries.Count))
        {
            if (!_writer.TryAdd(subLayer, in entry, in record, _tableLimit))
            {
                return false;
            }
        }

        return true;
    }

    private void FreeFilter(uint number)
    {
        ref var row = ref _filters[number];
        _tests.Release(row.Tests, _writer.Space);
        _host.Forget(row.Filter);
        _filters.Free(number);
    }
}
