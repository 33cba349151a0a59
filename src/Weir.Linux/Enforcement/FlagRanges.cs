using Weir.Engine;

namespace Weir.Linux;

/// <summary>Turns the flag tests of a condition into ranges, which is all that the table has.</summary>
internal static class FlagRanges
{
    /// <summary>The condition's own ranges and those of its flag tests.</summary>
    /// <exception cref="PolicyTooLargeException">The field is wider than 16 bits, so its flag tests are not a handful of ranges.</exception>
    public static IEnumerable<ValueRange> All(PlanCondition condition, InstalledFilter filter)
    {
        if (condition.FlagsTests.IsEmpty)
        {
            return condition.Ranges;
        }

        if (condition.Field.Type is not (DataType.UInt8 or DataType.UInt16))
        {
            throw new PolicyTooLargeException(
                $"{filter} tests flags of {condition.Field.Key}, which the kernel's table cannot hold for a number of this size. Write the values as ranges.");
        }

        return Expand(condition);
    }

    private static List<ValueRange> Expand(PlanCondition condition)
    {
        FilterValue Value(int number) => condition.Field.Type == DataType.UInt8
            ? FilterValue.UInt8((byte)number)
            : FilterValue.UInt16((ushort)number);

        int last = condition.Field.Type == DataType.UInt8 ? byte.MaxValue : ushort.MaxValue;
        List<ValueRange> ranges = [];
        int? start = null;
        for (int number = 0; number <= last + 1; number++)
        {
            bool matches = number <= last && condition.Matches(Value(number));
            if (matches)
            {
                start ??= number;
            }
            else if (start is int first)
            {
                ranges.Add(new ValueRange((UInt128)first, (UInt128)(number - 1)));
                start = null;
            }
        }

        return ranges;
    }
}
