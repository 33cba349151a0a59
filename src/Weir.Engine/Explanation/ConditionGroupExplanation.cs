using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>The conditions of a filter on one field, which are alternatives to each other: one that passes is enough.</summary>
/// <param name="Field">The field that they test.</param>
/// <param name="Actual">What the packet has in it; <see cref="FilterValue.Empty"/> when the field is absent.</param>
/// <param name="Alternatives">The conditions, in their order.</param>
/// <param name="Passed">True when one of them passes.</param>
public sealed record ConditionGroupExplanation(
    LayerField Field, FilterValue Actual, ImmutableArray<ConditionExplanation> Alternatives, bool Passed)
{
    /// <summary>True when the packet has no value in the field, so that only the condition that it is absent can pass.</summary>
    public bool IsAbsent => Actual.Type == DataType.Empty;
}
