using System.Collections.Immutable;

namespace Weir.Policy;

/// <summary>What an import made of a file.</summary>
public sealed record ImportReport
{
    /// <summary>Name of the format.</summary>
    public required string Format { get; init; }

    /// <summary>The kinds of objects in the file, with their numbers.</summary>
    public required ImmutableArray<ImportCount> Counts { get; init; }

    /// <summary>What to know, in the order of the file. Every object that was left out is among it, by name.</summary>
    public required ImmutableArray<ImportNote> Notes { get; init; }

    /// <summary>How the weights of the file compare with the engine's own; null for a format without them.</summary>
    public WeightComparison? Weights { get; init; }

    /// <summary>True when nothing was left out.</summary>
    public bool IsComplete => Counts.All(count => count.LeftOut == 0);
}
