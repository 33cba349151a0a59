using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>
/// Everything a filter asks of one field, normalised. A field with a value matches when the value lies in one of the
/// <see cref="Ranges"/> or passes one of the <see cref="FlagsTests"/>; an absent field matches when <see cref="MatchesAbsent"/>.
/// </summary>
public sealed class PlanCondition
{
    private PlanCondition(LayerField field, ImmutableArray<ValueRange> ranges, ImmutableArray<FlagsTest> flagsTests, bool matchesAbsent)
    {
        Field = field;
        Ranges = ranges;
        FlagsTests = flagsTests;
        MatchesAbsent = matchesAbsent;
    }

    /// <summary>The field.</summary>
    public LayerField Field { get; }

    /// <summary>
    /// The accepted numbers: ascending, disjoint, with gaps between them. A NOT_EQUAL is the rest of the field's type, a mask or
    /// prefix is one range, sixteen bytes are a big-endian number.
    /// </summary>
    public ImmutableArray<ValueRange> Ranges { get; }

    /// <summary>The flag conditions, which are kept as they are; a zero mask has become the full range or nothing.</summary>
    public ImmutableArray<FlagsTest> FlagsTests { get; }

    /// <summary>True when the field may be absent.</summary>
    public bool MatchesAbsent { get; }

    /// <summary>False when no value, and not absence either, can satisfy it.</summary>
    public bool CanMatch => MatchesAbsent || !Ranges.IsEmpty || !FlagsTests.IsEmpty;

    /// <summary>True when the field's value satisfies it.</summary>
    public bool Matches(FilterValue value)
    {
        if (value.Type == DataType.Empty)
        {
            return MatchesAbsent;
        }

        foreach (var range in Ranges)
        {
            if (range.Contains(value.Number))
            {
                return true;
            }
        }

        foreach (var test in FlagsTests)
        {
            if (test.Passes(value.Number))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Normalises the filter's conditions, which must be valid: one result per group of neighbours on the same field, in their order.</summary>
    internal static ImmutableArray<PlanCondition> Normalise(Layer layer, ConditionList conditions)
    {
        var result = ImmutableArray.CreateBuilder<PlanCondition>();
        for (var start = 0; start < conditions.Count;)
        {
            var end = start + 1;
            while (end < conditions.Count && conditions[end].Field == conditions[start].Field)
            {
                end++;
            }

            var field = layer.FindField(conditions[start].Field)!;
            result.Add(NormaliseGroup(field, conditions, start, end));
            start = end;
        }

        return result.DrainToImmutable();
    }

    private static PlanCondition NormaliseGroup(LayerField field, ConditionList conditions, int start, int end)
    {
        var ranges = new List<ValueRange>();
        var flagsTests = ImmutableArray<FlagsTest>.Empty;
        var matchesAbsent = false;
        for (var i = start; i < end; i++)
        {
            var condition = conditions[i];
            if (condition.Value.Type == DataType.Empty)
            {
                matchesAbsent = true;
            }
            else if (condition.Match.IsFlags() && condition.Value.Number != 0)
            {
                flagsTests = flagsTests.Add(new FlagsTest(condition.Match, (ulong)condition.Value.Number));
            }
            else
            {
                AddRanges(ranges, condition, field.Type.MaxNumber());
            }
        }

        return new PlanCondition(field, Merge(ranges), flagsTests, matchesAbsent);
    }

    private static void AddRanges(List<ValueRange> ranges, FilterCondition condition, UInt128 max)
    {
        var number = condition.Value.Number;
        switch (condition.Match)
        {
            case FilterMatchType.Equal:
            case FilterMatchType.Range:
                ranges.Add(RangeOf(condition.Value));
                break;
            case FilterMatchType.NotEqual:
                var excluded = RangeOf(condition.Value);
                AddUnlessEmpty(ranges, 0, excluded.Low, lowIncluded: true, highIncluded: false);
                AddUnlessEmpty(ranges, excluded.High, max, lowIncluded: false, highIncluded: true);
                break;
            case FilterMatchType.Greater:
                AddUnlessEmpty(ranges, number, max, lowIncluded: false, highIncluded: true);
                break;
            case FilterMatchType.GreaterOrEqual:
                ranges.Add(new ValueRange(number, max));
                break;
            case FilterMatchType.Less:
                AddUnlessEmpty(ranges, 0, number, lowIncluded: true, highIncluded: false);
                break;
            case FilterMatchType.LessOrEqual:
                ranges.Add(new ValueRange(0, number));
                break;
            case FilterMatchType.FlagsAllSet:
            case FilterMatchType.FlagsNoneSet:
                // Only a mask of zero comes here: "all of nothing" and "none of nothing" hold for every value.
                ranges.Add(new ValueRange(0, max));
                break;
            case FilterMatchType.FlagsAnySet:
                // "Any of nothing" never holds.
                break;
        }
    }

    private static void AddUnlessEmpty(List<ValueRange> ranges, UInt128 low, UInt128 high, bool lowIncluded, bool highIncluded)
    {
        if (low == high)
        {
            return;
        }

        ranges.Add(new ValueRange(lowIncluded ? low : low + 1, highIncluded ? high : high - 1));
    }

    private static ValueRange RangeOf(FilterValue value)
    {
        switch (value.Type)
        {
            case DataType.Range:
                return new ValueRange(value.Low.Number, value.High.Number);
            case DataType.V4AddressMask:
                var network = (uint)value.Number & value.Mask;
                return new ValueRange(network, network | ~value.Mask);
            case DataType.V6AddressPrefix:
                var hostBits = value.PrefixLength == 0 ? UInt128.MaxValue : (UInt128.One << (128 - value.PrefixLength)) - 1;
                return new ValueRange(value.Number & ~hostBits, value.Number | hostBits);
            default:
                return new ValueRange(value.Number, value.Number);
        }
    }

    private static ImmutableArray<ValueRange> Merge(List<ValueRange> ranges)
    {
        ranges.Sort((left, right) => left.Low.CompareTo(right.Low));
        var merged = ImmutableArray.CreateBuilder<ValueRange>(ranges.Count);
        foreach (var range in ranges)
        {
            if (merged.Count > 0 && (merged[^1].High == UInt128.MaxValue || range.Low <= merged[^1].High + 1))
            {
                merged[^1] = new ValueRange(merged[^1].Low, UInt128.Max(merged[^1].High, range.High));
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged.DrainToImmutable();
    }
}
