using System.Numerics;

namespace Weir.Engine;

/// <summary>Finds out whether there is a number in a range that passes some flag tests and fails others.</summary>
internal static class BitSearch
{
    /// <summary>True when there is one. Exact: it follows the bits from the highest, keeping the ways to go on that differ.</summary>
    public static bool Exists(ValueRange range, ReadOnlySpan<FlagsTest> passed, ReadOnlySpan<FlagsTest> failed)
    {
        if (passed.IsEmpty && failed.IsEmpty)
        {
            return true;
        }

        // Bits that must be one, bits that must be zero, and masks of which one bit at least must be one or zero.
        var (ones, zeros) = (0UL, 0UL);
        var clauses = new List<Clause>();
        foreach (var test in passed)
        {
            ones |= test.Match == FilterMatchType.FlagsAllSet ? test.Mask : 0;
            zeros |= test.Match == FilterMatchType.FlagsNoneSet ? test.Mask : 0;
            if (test.Match == FilterMatchType.FlagsAnySet)
            {
                clauses.Add(new Clause(test.Mask, IsOne: true));
            }
        }

        foreach (var test in failed)
        {
            zeros |= test.Match == FilterMatchType.FlagsAnySet ? test.Mask : 0;
            if (test.Match != FilterMatchType.FlagsAnySet)
            {
                clauses.Add(new Clause(test.Mask, IsOne: test.Match == FilterMatchType.FlagsNoneSet));
            }
        }

        return (ones & zeros) == 0 && Exists((ulong)range.Low, (ulong)range.High, ones, zeros, [.. clauses.Distinct()]);
    }

    private static bool Exists(ulong low, ulong high, ulong ones, ulong zeros, List<Clause> clauses)
    {
        var met = (BigInteger.One << clauses.Count) - 1;
        var states = new HashSet<State> { new(IsAtLow: true, IsAtHigh: true, Met: 0) };
        for (var bit = 63; bit >= 0 && states.Count != 0; bit--)
        {
            var mask = 1UL << bit;
            var next = new HashSet<State>();
            foreach (var state in states)
            {
                if ((ones & mask) == 0 && !(state.IsAtLow && (low & mask) != 0))
                {
                    next.Add(new State(state.IsAtLow, state.IsAtHigh && (high & mask) == 0, state.Met | MetBy(clauses, mask, isOne: false)));
                }

                if ((zeros & mask) == 0 && !(state.IsAtHigh && (high & mask) == 0))
                {
                    next.Add(new State(state.IsAtLow && (low & mask) != 0, state.IsAtHigh, state.Met | MetBy(clauses, mask, isOne: true)));
                }
            }

            states = next;
        }

        return states.Any(state => state.Met == met);
    }

    private static BigInteger MetBy(List<Clause> clauses, ulong bit, bool isOne)
    {
        var met = BigInteger.Zero;
        for (var i = 0; i < clauses.Count; i++)
        {
            if (clauses[i].IsOne == isOne && (clauses[i].Mask & bit) != 0)
            {
                met |= BigInteger.One << i;
            }
        }

        return met;
    }

    /// <summary>At least one bit of the mask is one, or zero.</summary>
    private readonly record struct Clause(ulong Mask, bool IsOne);

    /// <summary>Whether the bits so far are those of an end of the range, and which clauses they meet.</summary>
    private readonly record struct State(bool IsAtLow, bool IsAtHigh, BigInteger Met);
}
