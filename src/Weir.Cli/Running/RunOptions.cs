using System.Collections.Immutable;

namespace Weir.Cli.Running;

/// <summary>What <c>weir run</c> was asked for.</summary>
internal sealed record RunOptions
{
    public required string PolicyPath { get; init; }

    /// <summary>A name, a path or a process id; null is the namespace of this process.</summary>
    public string? NetworkNamespace { get; init; }

    /// <summary>The assemblies whose callouts the policy names.</summary>
    public ImmutableArray<string> CalloutAssemblies { get; init; } = [];

    public bool PrintEvents { get; init; }

    /// <summary>Whether events are printed as JSON.</summary>
    public bool Json { get; init; }

    /// <summary>The most events a second, 0 for all; null is what the engine does by default.</summary>
    public uint? EventsPerSecond { get; init; }

    /// <summary>One of so many events is told; null is all.</summary>
    public uint? EventSampling { get; init; }

    /// <summary>Whether what the kernel drops by itself is shown at the discard layers.</summary>
    public bool ShowKernelDrops { get; init; }

    /// <summary>Where the enforcement is pinned, to outlive the process; null ends it with the process.</summary>
    public string? PinDirectory { get; init; }

    /// <summary>How long to wait for the operator's word; null does not ask.</summary>
    public TimeSpan? Confirm { get; init; }
}
