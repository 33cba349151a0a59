using System.Collections.Immutable;
using System.Net;
using Weir.Engine;

namespace Weir.Cli.Replaying;

/// <summary>What <c>weir replay</c> was asked for.</summary>
internal sealed record ReplayOptions
{
    public required string CapturePath { get; init; }

    public required string PolicyPath { get; init; }

    /// <summary>The layers to take packets to; none lets each packet's direction choose.</summary>
    public ImmutableArray<Layer> Layers { get; init; } = [];

    public ReplayEngineKind Engine { get; init; }

    /// <summary>The assemblies whose callouts the policy names.</summary>
    public ImmutableArray<string> CalloutAssemblies { get; init; } = [];

    /// <summary>Addresses of the host whose traffic this is; none takes the first packet's source.</summary>
    public ImmutableArray<IPNetwork> Local { get; init; } = [];

    /// <summary>The interface that the packets came through, by the name that the policy uses.</summary>
    public string? Interface { get; init; }

    public bool Json { get; init; }
}
