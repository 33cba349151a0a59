using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Linux;

/// <summary>What the kernel's program decided about one packet.</summary>
/// <param name="Verdict">What happens to the packet.</param>
/// <param name="FilterId">The filter that decided, or 0 when none did and the packet is permitted.</param>
/// <param name="IsVeto">True when a block overruled a hard permit of a higher sublayer; not known of absorbed packets, where it is false.</param>
/// <param name="IsAbsorbed">True when a callout let the packet vanish without an event.</param>
public readonly record struct LinuxReplayResult(Verdict Verdict, ulong FilterId, bool IsVeto, bool IsAbsorbed)
{
    /// <summary>
    /// What each sublayer that had a say decided, the highest first: those of the seven highest. The default for an absorbed packet, of which
    /// the kernel does not tell them.
    /// </summary>
    public ImmutableArray<SubLayerDecision> Decisions { get; init; }
}
