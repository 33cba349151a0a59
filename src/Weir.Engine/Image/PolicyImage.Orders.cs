using Weir.Engine.Collections;

namespace Weir.Engine;

public sealed unsafe partial class PolicyImage
{
    /// <summary>Filters on each side of a new one that may get other orders when there is none left between two.</summary>
    private const int MostMoved = 2048;

    private readonly HashSet<uint> _moved = [];
    private readonly List<InstalledFilter> _window = [];
    private ulong _lastAdded;

    /// <summary>How often a filter has got another order, so that there was one for others.</summary>
    internal int MovedCount { get; private set; }

    /// <summary>Gives added filters of one sublayer numbers, and orders between those of their neighbours.</summary>
    /// <returns>False when so many others would have to get other orders that the image should be written anew.</returns>
    private bool TryGiveOrders(WrittenSubLayer subLayer, int begin, int end, PolicySnapshot after)
    {
        var filters = after.Tables.FilterGroups[FilterGroup.Of(_added[begin])];
        _moved.Clear();
        while (begin < end)
        {
            // Added filters that are neighbours share a gap.
            var count = 0;
            InstalledFilter? successor = null;
            foreach (var filter in From(filters, _added[begin]))
            {
                if (begin + count == end || filter != _added[begin + count])
                {
                    successor = filter;
                    break;
                }

                count++;
            }

            var predecessor = filters.TryFindAtOrBefore(new JustBefore(_added[begin]), out var before) ? before.Filter : null;
            if (RoomBetween(predecessor, successor) < (uint)count && !TryMakeRoom(filters, predecessor, successor, count))
            {
                return false;
            }

            var low = predecessor is null ? 0 : OrderOf(predecessor);
            var high = successor is null ? OrderSpread.End : OrderOf(successor);
            var step = StepFor(low, high, count, predecessor, successor);
            var order = (predecessor, successor) switch
            {
                (null, null) => (OrderSpread.End / 2) - (step * ((uint)count / 2)),
                (null, not null) => high - (step * ((uint)count + 1)),
                (not null, not null) when successor.Id == _lastAdded => high - (step * ((uint)count + 1)),
                _ => low,
            };
            for (var i = 0; i < count; i++)
            {
                order += step;
                _filters.Add(_added[begin + i], order);
            }

            _lastAdded = _added[begin + count - 1].Id;
            begin += count;
        }

        return TryMoveEntries(subLayer);
    }

    /// <summary>
    /// The distance of new orders from each other. Who comes next is often a neighbour of who came last, on the same side; so most of a gap
    /// is left on that side.
    /// </summary>
    private uint StepFor(uint low, uint high, int count, InstalledFilter? predecessor, InstalledFilter? successor)
    {
        var even = (high - low) / ((uint)count + 1);
        var isAtEnd = predecessor is null || successor is null;
        var follows = predecessor?.Id == _lastAdded || successor?.Id == _lastAdded;
        return isAtEnd ? Math.Min(even, OrderSpread.LargestStep) : follows ? Math.Max(even / 16, 1) : even;
    }

    private uint OrderOf(InstalledFilter filter) => _filters[_filters.NumberOf(filter)].Order;

    private uint RoomBetween(InstalledFilter? predecessor, InstalledFilter? successor) =>
        (successor is null ? OrderSpread.End : OrderOf(successor)) - (predecessor is null ? 0 : OrderOf(predecessor)) - 1;

    /// <summary>
    /// Spreads the orders of the filters around a place evenly, as few of them as give everyone a gap that lasts for a while: the more
    /// filters, the larger it has to be.
    /// </summary>
    private bool TryMakeRoom(SortedTree<ByWeight> filters, InstalledFilter? predecessor, InstalledFilter? successor, int count)
    {
        var wanted = 64.0;
        for (var side = 8; side <= MostMoved; side *= 2, wanted *= 1.5)
        {
            // The window is between two filters that keep their orders.
            _window.Clear();
            var low = predecessor;
            for (; low is not null && _window.Count < side; low = FilterBefore(filters, low))
            {
                _window.Add(low);
            }

            _window.Reverse();
            var middle = _window.Count;
            InstalledFilter? high = null;
            if (successor is not null)
            {
                foreach (var filter in From(filters, successor))
                {
                    if (_window.Count - middle == side || !_filters.Has(filter))
                    {
                        high = filter;
                        break;
                    }

                    _window.Add(filter);
                }
            }

            // Filters that are still to be added end it.
            while (high is not null && !_filters.Has(high))
            {
                high = FilterAfter(filters, high);
            }

            var lowest = low is null ? 0 : OrderOf(low);
            var step = ((high is null ? OrderSpread.End : OrderOf(high)) - lowest) / (uint)(_window.Count + count + 1);
            if (step < wanted)
            {
                continue;
            }

            for (var i = 0; i < _window.Count; i++)
            {
                var number = _filters.NumberOf(_window[i]);
                _filters[number].Order = lowest + (step * (uint)(i + 1 + (i < middle ? 0 : count)));
                _moved.Add(number);
            }

            return true;
        }

        return false;
    }

    /// <summary>Filters that have got another order end with the next version and begin anew with it.</summary>
    private bool TryMoveEntries(WrittenSubLayer subLayer)
    {
        foreach (var number in _moved)
        {
            if (_filters[number].IsWritten)
            {
                MovedCount++;
                RemoveEntries(subLayer, number);
                if (!TryAddEntries(subLayer, number))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static InstalledFilter? FilterBefore(SortedTree<ByWeight> filters, InstalledFilter filter) =>
        filters.TryFindAtOrBefore(new JustBefore(filter), out var found) ? found.Filter : null;

    private static InstalledFilter? FilterAfter(SortedTree<ByWeight> filters, InstalledFilter filter) =>
        filters.TryFindAtOrAfter(new JustAfter(filter), out var found) ? found.Filter : null;

    private static IEnumerable<InstalledFilter> From(SortedTree<ByWeight> filters, InstalledFilter filter)
    {
        for (var entries = filters.From(new ByWeight(filter)); entries.MoveNext();)
        {
            yield return entries.Current.Filter;
        }
    }

    /// <summary>Finds the filter before a filter.</summary>
    private readonly struct JustBefore(InstalledFilter filter) : IComparable<ByWeight>
    {
        public int CompareTo(ByWeight other) => new ByWeight(filter).CompareTo(other) is var order and not 0 ? order : -1;
    }

    /// <summary>Finds the filter behind a filter.</summary>
    private readonly struct JustAfter(InstalledFilter filter) : IComparable<ByWeight>
    {
        public int CompareTo(ByWeight other) => new ByWeight(filter).CompareTo(other) is var order and not 0 ? order : 1;
    }
}
