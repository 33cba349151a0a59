using System.Collections.Immutable;

namespace Weir.Policy;

/// <summary>One object in which two policies differ.</summary>
public sealed record PolicyDifference
{
    /// <summary>What happened to the object.</summary>
    public required DifferenceKind Kind { get; init; }

    /// <summary>What it is: <c>provider</c>, <c>sublayer</c>, <c>callout</c>, <c>provider context</c> or <c>filter</c>.</summary>
    public required string Object { get; init; }

    /// <summary>Its name in the second policy, or in the first when it is not in the second.</summary>
    public required string Name { get; init; }

    /// <summary>Its key, by which objects of two policies are the same.</summary>
    public required Guid Key { get; init; }

    /// <summary>Where a filter or callout is, as policy files name layers; otherwise <see langword="null"/>.</summary>
    public string? Layer { get; init; }

    /// <summary>What changed, for a changed object; what it has, for an added or removed one.</summary>
    public ImmutableArray<PropertyDifference> Properties { get; init; } = [];
}
