using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>One thing that is doubtful about a filter.</summary>
public sealed record LintFinding
{
    /// <summary>What kind of thing.</summary>
    public required LintRule Rule { get; init; }

    /// <summary>The filter.</summary>
    public required FilterSpec Filter { get; init; }

    /// <summary>What is doubtful, as one sentence without a full stop.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it.</summary>
    public required string Advice { get; init; }

    /// <summary>The filters that are the reason, in the order of evaluation; empty when the filter itself is.</summary>
    public ImmutableArray<FilterSpec> Others { get; init; } = [];

    /// <summary>The finding as one line.</summary>
    public override string ToString() => $"filter '{Filter.Name}' at {PolicyLayers.NameOf(Layers.Get(Filter.Layer))}: {Message}; {Advice}";
}
