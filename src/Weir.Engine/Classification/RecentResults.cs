using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>
/// Results that were given lately, so that most classifications give one of them again and make none. Any number of threads may use it:
/// they can only lose each other's results, never mix them up.
/// </summary>
internal sealed class RecentResults
{
    private const int Size = 256;

    private ClassifyResult?[]? _results;

    /// <summary>The result of these decisions.</summary>
    public ClassifyResult Get(in Arbitration arbitration, ReadOnlySpan<SubLayerDecision> decisions)
    {
        var hash = 0UL;
        foreach (ref readonly var decision in decisions)
        {
            hash = (hash * 31) + decision.FilterId;
        }

        ref var place = ref (_results ??= new ClassifyResult?[Size])[hash % Size];
        if (place is { } known && arbitration.IsStateOf(known) && known.Decisions.AsSpan().SequenceEqual(decisions))
        {
            return known;
        }

        return place = arbitration.ToResult(decisions.ToImmutableArray());
    }
}
