using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Weir.Engine;

/// <summary>
/// Everything a filter asks of one field, normalised. A field with a value matches when the value lies in one of the
/// <see cref="Ranges"/>, or passes one of the <see cref="FlagsTests"/> or <see cref="ValueTests"/>; an absent field matches when
/// <see cref="MatchesAbsent"/>.
/// </summary>
public sealed class PlanCondition
{
    private readonly ValueRange[] _ranges;

    private PlanCondition(
        LayerField field, ValueRange[] ranges, ImmutableArray<FlagsTest> flagsTests, ImmutableArray<ValueTest> valueTests, bool matchesAbsent)
    {
        Field = field;
        _ranges = ranges;
        FlagsTests = flagsTests;
        ValueTests = valueTests;
        MatchesAbsent = matchesAbsent;
    }

    /// <summary>The field.</summary>
    public LayerField Field { get; }

    /// <summary>
    /// The accepted numbers: ascending, disjoint, with gaps between them. A NOT_EQUAL is the rest of the field's type, a mask or
    /// prefix is one range, bytes of a fixed number are a big-endian number, and a signed integer is moved up by half of its type's
    /// numbers, so that the lowest is 0. Always empty for a field that does not hold numbers.
    /// </summary>
    public ImmutableArray<ValueRange> Ranges => ImmutableCollectionsMarshal.AsImmutableArray(_ranges);

    /// <summary>The flag conditions, which are kept as they are; a zero mask has become the full range or nothing.</summary>
    public ImmutableArray<FlagsTest> FlagsTests { get; }

    /// <summary>The conditions on a field that does not hold numbers.</summary>
    public ImmutableArray<ValueTest> ValueTests { get; }

    /// <summary>True when the field may be absent.</summary>
    public bool MatchesAbsent { get; }

    /// <summary>False when no value, and not absence either, can satisfy it.</summary>
    public bool CanMatch => MatchesAbsent || _ranges.Length != 0 || !FlagsTests.IsEmpty || !ValueTests.IsEmpty;

    /// <summary>Normalises conditions on one field that are alternatives to each other.</summary>
    /// <param name="field">The field.</param>
    /// <param name="alternatives">The conditions; valid at the field.</param>
    public static PlanCondition Of(LayerField field, params ReadOnlySpan<FilterCondition> alternatives)
    {
        ArgumentNullException.ThrowIfNull(field);
        var isNumber = field.Type.IsNumber();
        Span<ValueRange> ranges = alternatives.Length <= 8
            ? stackalloc ValueRange[alternatives.Length * ConditionRanges.PerCondition]
            : new ValueRange[alternatives.Length * ConditionRanges.PerCondition];
        var rangeCount = 0;
        var flagsTests = ImmutableArray<FlagsTest>.Empty;
        var valueTests = ImmutableArray<ValueTest>.Empty;
        var matchesAbsent = false;
        foreach (ref readonly var condition in alternatives)
        {
            var value = condition.Value;
            if (value.Type == DataType.Empty)
            {
                matchesAbsent = true;
            }
            else if (!isNumber)
            {
                valueTests = valueTests.Add(new ValueTest(condition.Match, value));
            }
            else if (condition.Match.IsFlags() && value.Number != 0)
            {
                flagsTests = flagsTests.Add(new FlagsTest(condition.Match, (ulong)value.Number));
            }
            else
            {
                rangeCount += ConditionRanges.Write(in condition, field.Type, ranges[rangeCount..]);
            }
        }

        ranges = ranges[..rangeCount];
        return new PlanCondition(field, ranges[..ConditionRanges.Merge(ranges)].ToArray(), flagsTests, valueTests, matchesAbsent);
    }

    /// <summary>True when the field's value satisfies it.</summary>
    public bool Matches(FilterValue value)
    {
        if (value.Type == DataType.Empty)
        {
            return MatchesAbsent;
        }

        if (_ranges.Length != 0)
        {
            var number = value.OrderedNumber;
            foreach (ref readonly var range in _ranges.AsSpan())
            {
                if (range.Contains(number))
                {
                    return true;
                }
            }
        }

        foreach (ref readonly var test in FlagsTests.AsSpan())
        {
            if (test.Passes(value.Number))
            {
                return true;
            }
        }

        foreach (ref readonly var test in ValueTests.AsSpan())
        {
            if (test.Passes(value))
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
        for (var rest = conditions.AsSpan(); !rest.IsEmpty;)
        {
            var count = ConditionList.CountAlternatives(rest);
            result.Add(Of(layer.FindField(rest[0].Field)!, rest[..count]));
            rest = rest[count..];
        }

        return result.DrainToImmutable();
    }
}
