using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>The outcome of one classification at one layer. Compares by content.</summary>
/// <param name="Verdict">What happens to the packet.</param>
/// <param name="FilterId">The filter that decided, or 0 when no filter decided and the packet is permitted by default.</param>
/// <param name="IsVeto">True when a block overruled a hard permit of a higher sublayer, a conflict of policies worth an event.</param>
/// <param name="Decisions">The deciding filter of each sublayer that had one, the highest sublayer first.</param>
public sealed record ClassifyResult(Verdict Verdict, ulong FilterId, bool IsVeto, ImmutableArray<SubLayerDecision> Decisions)
{
    /// <summary>
    /// True when the deciding callout blocked with <see cref="Bpf.Language.ClassifyOutFlags.Absorb"/>: the packet vanishes without an event.
    /// </summary>
    public bool IsAbsorbed { get; init; }

    /// <summary>True when the other result is the same in every part.</summary>
    public bool Equals(ClassifyResult? other) =>
        other is not null
        && Verdict == other.Verdict
        && FilterId == other.FilterId
        && IsVeto == other.IsVeto
        && IsAbsorbed == other.IsAbsorbed
        && Decisions.AsSpan().SequenceEqual(other.Decisions.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Verdict, FilterId, IsVeto, IsAbsorbed, Decisions.Length);

    /// <summary>The result as one line, with the sublayers' decisions.</summary>
    public override string ToString() =>
        $"{Verdict} by filter {FilterId}{(IsVeto ? " (veto)" : "")}{(IsAbsorbed ? " (absorbed)" : "")} [{string.Join(", ", Decisions.Select(decision => $"{decision.Action} {decision.FilterId}"))}]";
}
