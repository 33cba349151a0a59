using Weir.Engine;

namespace Weir.Policy;

/// <summary>One test of WFP on a field, for what is not a set of numbers.</summary>
internal sealed record FieldTest(FilterMatchType Match, FilterValue Value)
{
    public bool Holds(FilterValue value) => ReferenceEvaluator.Matches(new FilterCondition(default, Match, Value), value);
}
