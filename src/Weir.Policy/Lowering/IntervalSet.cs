using System.Collections.Immutable;

namespace Weir.Policy;

/// <summary>A set of numbers from 0 to a maximum, as disjoint intervals in ascending order that do not touch.</summary>
internal sealed class IntervalSet
{
    private IntervalSet(UInt128 maximum, ImmutableArray<Interval> intervals)
    {
        Maximum = maximum;
        Intervals = intervals;
    }

    public UInt128 Maximum { get; }

    public ImmutableArray<Interval> Intervals { get; }

    public bool IsEmpty => Intervals.IsEmpty;

    public static IntervalSet Of(UInt128 maximum, UInt128 low, UInt128 high) => new(maximum, [new Interval(low, high)]);

    public static IntervalSet Of(UInt128 maximum, IEnumerable<Interval> intervals)
    {
        var merged = ImmutableArray.CreateBuilder<Interval>();
        var sorted = new List<Interval>(intervals);
        sorted.Sort((a, b) => a.Low.CompareTo(b.Low));
        foreach (var interval in sorted)
        {
            // The first test keeps High + 1 from wrapping around at the top of 128 bits.
            if (merged.Count > 0 && (interval.Low <= merged[^1].High || interval.Low == merged[^1].High + 1))
                merged[^1] = new Interval(merged[^1].Low, UInt128.Max(merged[^1].High, interval.High));
            else
                merged.Add(interval);
        }

        return new IntervalSet(maximum, merged.ToImmutable());
    }

    public IntervalSet Union(IntervalSet other) => Of(Maximum, Intervals.Concat(other.Intervals));

    public IntervalSet Intersect(IntervalSet other)
    {
        var common = ImmutableArray.CreateBuilder<Interval>();
        var (i, j) = (0, 0);
        while (i < Intervals.Length && j < other.Intervals.Length)
        {
            var low = UInt128.Max(Intervals[i].Low, other.Intervals[j].Low);
            var high = UInt128.Min(Intervals[i].High, other.Intervals[j].High);
            if (low <= high)
                common.Add(new Interval(low, high));
            if (Intervals[i].High < other.Intervals[j].High)
                i++;
            else
                j++;
        }

        return new IntervalSet(Maximum, common.ToImmutable());
    }

    public IntervalSet Complement()
    {
        var gaps = ImmutableArray.CreateBuilder<Interval>();
        UInt128 next = 0;
        foreach (var (low, high) in Intervals)
        {
            if (low > next)
                gaps.Add(new Interval(next, low - 1));
            if (high == Maximum)
                return new IntervalSet(Maximum, gaps.ToImmutable());
            next = high + 1;
        }

        gaps.Add(new Interval(next, Maximum));
        return new IntervalSet(Maximum, gaps.ToImmutable());
    }

    public bool Contains(IntervalSet other) => Intersect(other).Intervals.SequenceEqual(other.Intervals);

    public bool SetEquals(IntervalSet other) => Intervals.SequenceEqual(other.Intervals);
}
