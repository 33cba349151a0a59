using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Cli.Replaying;

/// <summary>What an engine did with one packet at one layer; every engine can tell this much.</summary>
internal readonly record struct ReplayDecision(Verdict Verdict, ulong FilterId, bool IsVeto, bool IsAbsorbed)
{
    /// <summary>The deciding filter of each sublayer, the heaviest first; the default when the engine does not tell.</summary>
    public ImmutableArray<SubLayerDecision> Decisions { get; init; }
}
