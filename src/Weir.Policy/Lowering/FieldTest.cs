using Weir.Engine;

namespace Weir.Policy;

/// <summary>One test of WFP on a field, for what is not a set of numbers.</summary>
internal sealed record FieldTest(FilterMatchType Match, FilterValue Value)
{
    /// <summary>True when every value that passes this test passes the other one; false when that is not so, or not seen.</summary>
    public bool Implies(FieldTest other) => (Match, other.Match) switch
    {
        (FilterMatchType.Equal, _) => IsOneValue && other.Holds(Value),
        (FilterMatchType.FlagsAllSet, FilterMatchType.FlagsAllSet) or (FilterMatchType.FlagsNoneSet, FilterMatchType.FlagsNoneSet) =>
            (Value.Number & other.Value.Number) == other.Value.Number,
        (FilterMatchType.FlagsAnySet, FilterMatchType.FlagsAnySet) => (Value.Number & other.Value.Number) == Value.Number,
        (FilterMatchType.FlagsAllSet, FilterMatchType.FlagsAnySet) => (Value.Number & other.Value.Number) != 0,
        (FilterMatchType.Prefix, FilterMatchType.Prefix) => other.Holds(Value),
        _ => false,
    };

    /// <summary>True when no value passes both tests; false when one does, or that is not seen.</summary>
    public bool Excludes(FieldTest other) => (Match, other.Match) switch
    {
        (FilterMatchType.Equal, _) when IsOneValue => !other.Holds(Value),
        (_, FilterMatchType.Equal) when other.IsOneValue => !Holds(other.Value),
        (FilterMatchType.FlagsAllSet, FilterMatchType.FlagsNoneSet) or (FilterMatchType.FlagsNoneSet, FilterMatchType.FlagsAllSet) =>
            (Value.Number & other.Value.Number) != 0,
        (FilterMatchType.GreaterOrEqual, FilterMatchType.LessOrEqual) => !other.Holds(Value),
        (FilterMatchType.LessOrEqual, FilterMatchType.GreaterOrEqual) => !Holds(other.Value),
        _ => false,
    };

    /// <summary>Whether it is about one value and not, as a descriptor or the placeholder of a name, about what nobody knows yet.</summary>
    private bool IsOneValue => Value.Type is DataType.UnicodeString or DataType.ByteBlob or DataType.Sid or DataType.ByteArray6;

    public bool Holds(FilterValue value) => ReferenceEvaluator.Matches(new FilterCondition(default, Match, Value), value);
}
