using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>One entry of a filter's explicit <c>conditions</c>; several values are neighbouring conditions on the field, so alternatives.</summary>
public sealed record PolicyCondition
{
    /// <summary>The field to test.</summary>
    public required PolicyField Field { get; init; }

    /// <summary>How to compare.</summary>
    public required FilterMatchType Match { get; init; }

    /// <summary>What to compare with; at least one.</summary>
    public required ImmutableArray<PolicyValue> Values { get; init; }

    /// <summary>Whether the file gives the type of the values, which then go to the engine as they are.</summary>
    public bool HasType { get; init; }

    /// <summary>Where the condition stands in the file.</summary>
    public SourceSpan Span { get; init; }
}
