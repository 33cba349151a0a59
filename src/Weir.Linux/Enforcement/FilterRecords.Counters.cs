using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

internal sealed unsafe partial class FilterRecords
{
    /// <summary>By the filters that took the place of others.</summary>
    private readonly Dictionary<ulong, CarriedCounters> _carriedByFilter = [];

    /// <summary>Takes the record away of a filter that is in force nowhere any more. Programs that still run may count in it for a while.</summary>
    public void Retire(ulong filterId)
    {
        lock (_gate)
        {
            _carriedByFilter.Remove(filterId);
            Retire(filterId, heir: null);
        }
    }

    /// <summary>
    /// As <see cref="Retire(ulong)"/>, for a filter whose place another has taken: that one's counters go on from here. What programs that still
    /// run count in the old record is not lost: it is read until no program can write to it, and then once more.
    /// </summary>
    /// <param name="filterId">The filter that is in force nowhere any more.</param>
    /// <param name="successor">The filter in its place, which has a record.</param>
    public void Replace(ulong filterId, ulong successor)
    {
        lock (_gate)
        {
            if (!_carriedByFilter.Remove(filterId, out CarriedCounters? carried))
            {
                carried = new CarriedCounters();
            }

            _carriedByFilter.Add(successor, carried);
            Retire(filterId, carried);
        }
    }

    /// <summary>What a filter has counted, and those whose place it has taken.</summary>
    public FilterCounters Read(ulong filterId)
    {
        lock (_gate)
        {
            if (!_indexByFilter.TryGetValue(filterId, out uint index))
            {
                return default;
            }

            FilterCounters counters = ReadRecord(index, LimitOf(filterId));
            if (_carriedByFilter.TryGetValue(filterId, out CarriedCounters? carried))
            {
                counters = Sum(counters, carried.Settled);
                foreach (RetiredRecord retired in carried.Unsettled)
                {
                    counters = Sum(counters, ReadRecord(retired.Index, retired.Limit));
                }
            }

            return counters;
        }
    }

    private void Retire(ulong filterId, CarriedCounters? heir)
    {
        if (_indexByFilter.TryGetValue(filterId, out uint index))
        {
            RetiredRecord retired = new(Grace.Ask(), index, LimitOf(filterId), heir);
            _indexByFilter.Remove(filterId);
            _limitByFilter.Remove(filterId);
            _retired.Enqueue(retired);
            heir?.Unsettled.Add(retired);
        }
    }

    /// <summary>Gives records to others that no program writes to any more, with what they have counted at last.</summary>
    private void FreeRetired()
    {
        while (_retired.TryPeek(out RetiredRecord? retired) && Grace.HasPassed(retired.Period))
        {
            _retired.Dequeue();
            if (retired.Heir is { } heir)
            {
                heir.Settled = Sum(heir.Settled, ReadRecord(retired.Index, retired.Limit));
                heir.Unsettled.Remove(retired);
            }

            _free.Push(retired.Index);
            if (retired.Limit is { } limit)
            {
                _free.Push(limit);
            }
        }
    }

    private uint? LimitOf(ulong filterId) => _limitByFilter.TryGetValue(filterId, out uint limit) ? limit : null;

    private FilterCounters ReadRecord(uint index, uint? limitIndex)
    {
        FilterRecord* record = RecordAt(index);
        FilterCounters counters = new((ulong)Volatile.Read(ref record->Packets), (ulong)Volatile.Read(ref record->Bytes));
        if (limitIndex is null)
        {
            return counters;
        }

        LimitRecord* limit = (LimitRecord*)RecordAt(limitIndex.Value);
        return counters with
        {
            PacketsBeyondLimit = (ulong)Volatile.Read(ref limit->PacketsBeyond),
            BytesBeyondLimit = (ulong)Volatile.Read(ref limit->BytesBeyond),
        };
    }

    private static FilterCounters Sum(FilterCounters one, FilterCounters other) => new(one.Packets + other.Packets, one.Bytes + other.Bytes)
    {
        PacketsBeyondLimit = one.PacketsBeyondLimit + other.PacketsBeyondLimit,
        BytesBeyondLimit = one.BytesBeyondLimit + other.BytesBeyondLimit,
    };

    /// <summary>A record that a program may still write to.</summary>
    /// <param name="Period">The grace period after which none does.</param>
    /// <param name="Index">Its number.</param>
    /// <param name="Limit">The number of its limit's record, which goes with it.</param>
    /// <param name="Heir">Where its counters go; null when nobody wants them.</param>
    private sealed record RetiredRecord(long Period, uint Index, uint? Limit, CarriedCounters? Heir);

    /// <summary>What filters counted whose place another has taken, one after the other.</summary>
    private sealed class CarriedCounters
    {
        /// <summary>Of records that are no more.</summary>
        public FilterCounters Settled { get; set; }

        /// <summary>Records that still count.</summary>
        public List<RetiredRecord> Unsettled { get; } = new(1);
    }
}
