using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>
/// The values of a field that satisfy a part of an expression: numbers, what passes one of several tests, and whether the field may be
/// absent. Numbers are closed under everything; tests of texts, bytes, identifiers and flags are closed under "or", and under the rest
/// only as far as WFP has a test for it, which <see cref="CannotSayException"/> tells.
/// </summary>
internal sealed class FieldSet
{
    // Beyond that nobody wrote the values, and going through them would take long.
    private const int MostValues = 4096;

    public FieldSet(IntervalSet? numbers, ImmutableArray<FieldTest> tests = default, bool absent = false)
    {
        Numbers = numbers;
        Tests = tests.IsDefault ? [] : tests;
        Absent = absent;
    }

    /// <summary>The numbers, or <see langword="null"/> when there are none or the field does not hold numbers.</summary>
    public IntervalSet? Numbers { get; }

    /// <summary>The tests, of which one must pass.</summary>
    public ImmutableArray<FieldTest> Tests { get; }

    /// <summary>Whether the field may be absent.</summary>
    public bool Absent { get; }

    public bool IsEmpty => Numbers is null or { IsEmpty: true } && Tests.IsEmpty && !Absent;

    private bool HasNumbersOnly => Tests.IsEmpty;

    public FieldSet Union(FieldSet other) => new(
        Numbers is null ? other.Numbers : other.Numbers is null ? Numbers : Numbers.Union(other.Numbers),
        [.. Tests, .. other.Tests.Where(test => !Tests.Contains(test))],
        Absent | other.Absent);

    /// <exception cref="CannotSayException">No list of tests says both.</exception>
    public FieldSet Intersect(FieldSet other, PolicyField field, DataType type)
    {
        var absent = Absent & other.Absent;
        if (HasNumbersOnly && other.HasNumbersOnly)
            return new FieldSet(Numbers is null || other.Numbers is null ? null : Numbers.Intersect(other.Numbers), [], absent);
        if (SetEquals(other))
            return this;
        if (IsEveryNumber && other.HasTestsOnly)
            return new FieldSet(null, other.Tests, absent);
        if (other.IsEveryNumber && HasTestsOnly)
            return new FieldSet(null, Tests, absent);
        if (TryPick(other, type) is { } mine)
            return new FieldSet(mine.Numbers, mine.Tests, absent);
        if (other.TryPick(this, type) is { } theirs)
            return new FieldSet(theirs.Numbers, theirs.Tests, absent);
        if (Tests is [var a] && other.Tests is [var b] && HasTestsOnly && other.HasTestsOnly)
        {
            if (a.Excludes(b))
                return new FieldSet(null, [], absent);
            if (TryJoin(a, b) is { } both)
                return new FieldSet(null, [both], absent);
        }

        throw new CannotSayException(
            $"a WFP filter cannot ask two things of {field} at once: tests on one field are alternatives",
            "write two filters: a heavier one that permits (or blocks) what the second part excludes, and one with the first part only");
    }

    /// <summary>The values that are not in the set; an absent field is not among them, as what it would be compared with is not known.</summary>
    /// <exception cref="CannotSayException">WFP has no test for the opposite.</exception>
    public FieldSet Complement(PolicyField field, DataType type, UInt128 maximum)
    {
        var isNumber = maximum != 0;
        var rest = isNumber ? new FieldSet((Numbers ?? IntervalSet.Of(maximum, [])).Complement()) : null;
        foreach (var test in Tests)
        {
            var opposite = new FieldSet(null, Opposite(test, field, type));
            rest = rest is null ? opposite : rest.Intersect(opposite, field, type);
        }

        // "Not absent", of something that is no number: WFP cannot ask for it, but for texts and bytes, which all end with nothing.
        return rest ?? type switch
        {
            DataType.UnicodeString => new FieldSet(null, [new FieldTest(FilterMatchType.Prefix, FilterValue.UnicodeString(""))]),
            DataType.ByteBlob => new FieldSet(null, [new FieldTest(FilterMatchType.Prefix, FilterValue.ByteBlob([]))]),
            _ => throw new CannotSayException($"WFP cannot ask whether {field} has a value", "ask for the values that it may have"),
        };
    }

    /// <summary>True when every value of the other is in this set; false when that is not so, or not seen.</summary>
    public bool Contains(FieldSet other)
    {
        if (other.Absent && !Absent)
            return false;
        if (other.Numbers is { IsEmpty: false } numbers && (Numbers is null || !Numbers.Contains(numbers)))
            return false;
        return other.Tests.All(test => Tests.Any(mine => mine == test || test.Implies(mine)));
    }

    /// <summary>True when no value is in both sets; false when one is, or that is not seen.</summary>
    public bool IsDisjointFrom(FieldSet other)
    {
        if (Absent && other.Absent)
            return false;
        var (mine, theirs) = (Numbers is { IsEmpty: false } ? Numbers : null, other.Numbers is { IsEmpty: false } ? other.Numbers : null);
        if (mine is not null && theirs is not null && !mine.Intersect(theirs).IsEmpty)
            return false;
        if ((mine is not null && !other.Tests.IsEmpty) || (theirs is not null && !Tests.IsEmpty))
            return false;
        return Tests.All(test => other.Tests.All(test.Excludes));
    }

    public bool SetEquals(FieldSet other) => Contains(other) && other.Contains(this);

    private bool HasTestsOnly => Numbers is null or { IsEmpty: true };

    /// <summary>Whether all numbers are in it, and nothing is tested besides.</summary>
    public bool IsEveryNumber => HasNumbersOnly && HasEveryNumber;

    /// <summary>Whether all numbers are in it.</summary>
    public bool HasEveryNumber => Numbers is { Intervals: [{ Low: var low, High: var high }], Maximum: var maximum } && low == 0 && high == maximum;

    /// <summary>Those of a list of values that are in the other set, or <see langword="null"/> when this set is no list of values.</summary>
    private FieldSet? TryPick(FieldSet other, DataType type)
    {
        if (Tests.Any(test => test.Match != FilterMatchType.Equal || test.Value.Type == DataType.SecurityDescriptor))
            return null;
        UInt128 count = 0;
        foreach (var (low, high) in Numbers?.Intervals ?? [])
        {
            if (high - low >= MostValues || (count += high - low + 1) > MostValues)
                return null;
        }

        var picked = new List<Interval>();
        foreach (var (low, high) in Numbers?.Intervals ?? [])
        {
            for (var number = low; number <= high; number++)
            {
                if (other.Holds(ConditionWriter.Value(type, number), number))
                    picked.Add(new Interval(number, number));
            }
        }

        return new FieldSet(
            Numbers is null ? null : IntervalSet.Of(Numbers.Maximum, picked),
            [.. Tests.Where(test => other.Holds(test.Value, null))]);
    }

    private bool Holds(FilterValue value, UInt128? number) =>
        (number is { } known && Numbers is not null && Numbers.Intervals.Any(interval => interval.Low <= known && known <= interval.High))
        || Tests.Any(test => test.Holds(value));

    private static FieldTest? TryJoin(FieldTest a, FieldTest b) => (a.Match, b.Match) switch
    {
        (FilterMatchType.FlagsAllSet, FilterMatchType.FlagsAllSet) or (FilterMatchType.FlagsNoneSet, FilterMatchType.FlagsNoneSet) =>
            a with { Value = ConditionWriter.Value(a.Value.Type, a.Value.Number | b.Value.Number) },
        (FilterMatchType.GreaterOrEqual, FilterMatchType.LessOrEqual) => new FieldTest(FilterMatchType.Range, FilterValue.Range(a.Value, b.Value)),
        (FilterMatchType.LessOrEqual, FilterMatchType.GreaterOrEqual) => new FieldTest(FilterMatchType.Range, FilterValue.Range(b.Value, a.Value)),
        _ => null,
    };

    private static ImmutableArray<FieldTest> Opposite(FieldTest test, PolicyField field, DataType type)
    {
        var value = test.Value;
        switch (test.Match)
        {
            case FilterMatchType.Equal when value.Type is not (DataType.SecurityDescriptor or DataType.ByteArray6):
                return [test with { Match = FilterMatchType.NotEqual }];
            case FilterMatchType.NotEqual:
                return [test with { Match = FilterMatchType.Equal }];
            case FilterMatchType.Less:
                return [test with { Match = FilterMatchType.GreaterOrEqual }];
            case FilterMatchType.LessOrEqual:
                return [test with { Match = FilterMatchType.Greater }];
            case FilterMatchType.Greater:
                return [test with { Match = FilterMatchType.LessOrEqual }];
            case FilterMatchType.GreaterOrEqual:
                return [test with { Match = FilterMatchType.Less }];
            case FilterMatchType.Range:
                return [new FieldTest(FilterMatchType.Less, value.Low), new FieldTest(FilterMatchType.Greater, value.High)];
            case FilterMatchType.Prefix:
                return [test with { Match = FilterMatchType.NotPrefix }];
            case FilterMatchType.NotPrefix:
                return [test with { Match = FilterMatchType.Prefix }];
            case FilterMatchType.FlagsAnySet:
                return [test with { Match = FilterMatchType.FlagsNoneSet }];
            case FilterMatchType.FlagsNoneSet:
                return [test with { Match = FilterMatchType.FlagsAnySet }];
            case FilterMatchType.FlagsAllSet:
                var bits = (ulong)value.Number;
                var missing = ImmutableArray.CreateBuilder<FieldTest>();
                for (; bits != 0; bits &= bits - 1)
                    missing.Add(new FieldTest(FilterMatchType.FlagsNoneSet, ConditionWriter.Value(type, bits & (~bits + 1))));
                return missing.ToImmutable();
            default:
                throw new CannotSayException(
                    $"WFP has no test for the opposite of this one on {field}",
                    value.Type == DataType.SecurityDescriptor
                        ? "deny them in a descriptor that allows everyone: \"O:S-1-22-1-0D:(D;;CC;;;S-1-22-1-1000)(A;;CC;;;WD)\""
                        : "write two filters: a heavier one for what is to be excluded, and one for the rest");
        }
    }
}
