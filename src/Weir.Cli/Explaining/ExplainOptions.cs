using System.Collections.Immutable;
using System.Net;

namespace Weir.Cli.Explaining;

/// <summary>What <c>weir explain</c> was asked for. Of description, capture and event one is given.</summary>
internal sealed record ExplainOptions
{
    public required string PolicyPath { get; init; }

    /// <summary>The traffic in words, or null.</summary>
    public string? Description { get; init; }

    /// <summary>A capture, of which <see cref="Packet"/> is explained, or null.</summary>
    public string? CapturePath { get; init; }

    /// <summary>Number of the packet in the capture, from 1.</summary>
    public long Packet { get; init; }

    /// <summary>A net event as JSON, or a file with one, or - for standard input; null when it is not about one.</summary>
    public string? Event { get; init; }

    /// <summary>The layer to ask alone, by the name that policies use; null for all on the path.</summary>
    public string? Layer { get; init; }

    /// <summary>The assemblies whose callouts the policy names.</summary>
    public ImmutableArray<string> CalloutAssemblies { get; init; } = [];

    /// <summary>Addresses of the host whose traffic a capture is; none takes the first packet's source.</summary>
    public ImmutableArray<IPNetwork> Local { get; init; } = [];

    /// <summary>The interface that a captured packet came through, by the name that the policy uses.</summary>
    public string? Interface { get; init; }

    /// <summary>Whether to show filters that do not match in full.</summary>
    public bool ShowAll { get; init; }

    public bool Json { get; init; }
}
