namespace Weir.Engine;

/// <summary>Conditions on fields that hold numbers, as ranges of numbers in the order of <see cref="FilterValue.OrderedNumber"/>.</summary>
internal static class ConditionRanges
{
    /// <summary>The most ranges that one condition is.</summary>
    public const int PerCondition = 2;

    /// <summary>Writes the ranges of one condition, ascending; flag tests with a mask are none.</summary>
    /// <param name="condition">A valid condition, which does not ask for absence.</param>
    /// <param name="type">Type of the field.</param>
    /// <param name="ranges">Takes them; room for <see cref="PerCondition"/>.</param>
    /// <returns>How many there are.</returns>
    public static int Write(in FilterCondition condition, DataType type, Span<ValueRange> ranges)
    {
        var value = condition.Value;
        var max = type.MaxNumber();
        switch (condition.Match)
        {
            case FilterMatchType.Equal when type is DataType.Float or DataType.Double:
                return WriteFloatingPoint(value, type, ranges);
            case FilterMatchType.Equal:
            case FilterMatchType.Range:
                ranges[0] = RangeOf(value);
                return 1;
            case FilterMatchType.NotEqual:
                var excluded = RangeOf(value);
                var below = WriteBelow(excluded.Low, ranges);
                return below + WriteAbove(excluded.High, max, ranges[below..]);
            case FilterMatchType.Greater:
                return WriteAbove(value.OrderedNumber, max, ranges);
            case FilterMatchType.GreaterOrEqual:
                ranges[0] = new ValueRange(value.OrderedNumber, max);
                return 1;
            case FilterMatchType.Less:
                return WriteBelow(value.OrderedNumber, ranges);
            case FilterMatchType.LessOrEqual:
                ranges[0] = new ValueRange(0, value.OrderedNumber);
                return 1;
            case FilterMatchType.FlagsAllSet or FilterMatchType.FlagsNoneSet when value.Number == 0:
                // All of nothing and none of nothing hold for every value; any of nothing never does.
                ranges[0] = new ValueRange(0, max);
                return 1;
            default:
                return 0;
        }
    }

    /// <summary>Sorts ranges and joins those that touch or overlap.</summary>
    /// <returns>How many are left, at the front.</returns>
    public static int Merge(Span<ValueRange> ranges)
    {
        ranges.Sort(static (left, right) => left.Low.CompareTo(right.Low));
        var count = 0;
        foreach (var range in ranges)
        {
            if (count > 0 && (ranges[count - 1].High == UInt128.MaxValue || range.Low <= ranges[count - 1].High + 1))
            {
                ranges[count - 1] = new ValueRange(ranges[count - 1].Low, UInt128.Max(ranges[count - 1].High, range.High));
            }
            else
            {
                ranges[count++] = range;
            }
        }

        return count;
    }

    private static int WriteBelow(UInt128 end, Span<ValueRange> ranges)
    {
        if (end == 0)
        {
            return 0;
        }

        ranges[0] = new ValueRange(0, end - 1);
        return 1;
    }

    private static int WriteAbove(UInt128 end, UInt128 max, Span<ValueRange> ranges)
    {
        if (end == max)
        {
            return 0;
        }

        ranges[0] = new ValueRange(end + 1, max);
        return 1;
    }

    /// <summary>Zero is minus zero, two numbers by their bits; NaN equals nothing.</summary>
    private static int WriteFloatingPoint(FilterValue value, DataType type, Span<ValueRange> ranges)
    {
        switch (value.ToDouble())
        {
            case double.NaN:
                return 0;
            case 0:
                var minusZero = UInt128.One << (type.BitWidth() - 1);
                ranges[0] = default;
                ranges[1] = new ValueRange(minusZero, minusZero);
                return 2;
            default:
                ranges[0] = RangeOf(value);
                return 1;
        }
    }

    private static ValueRange RangeOf(FilterValue value)
    {
        switch (value.Type)
        {
            case DataType.Range:
                return new ValueRange(value.Low.OrderedNumber, value.High.OrderedNumber);
            case DataType.V4AddressMask:
                var network = (uint)value.Number & value.Mask;
                return new ValueRange(network, network | ~value.Mask);
            case DataType.V6AddressPrefix:
                var hostBits = value.PrefixLength == 0 ? UInt128.MaxValue : (UInt128.One << (128 - value.PrefixLength)) - 1;
                return new ValueRange(value.Number & ~hostBits, value.Number | hostBits);
            default:
                return new ValueRange(value.OrderedNumber, value.OrderedNumber);
        }
    }
}
