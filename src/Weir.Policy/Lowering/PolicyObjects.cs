using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>What a policy installs: plain data for the engine, in the order in which to add it.</summary>
public sealed record PolicyObjects
{
    /// <summary>The owner.</summary>
    public required PolicyProvider Provider { get; init; }

    /// <summary>The sublayers.</summary>
    public required ImmutableArray<SubLayerSpec> SubLayers { get; init; }

    /// <summary>The filters; those of one written filter stand together.</summary>
    public required ImmutableArray<PolicyFilterSpec> Filters { get; init; }

    /// <summary>What was found doubtful, those of reading the file included.</summary>
    public ImmutableArray<PolicyDiagnostic> Warnings { get; init; } = [];
}
