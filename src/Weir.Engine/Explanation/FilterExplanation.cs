using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>One filter of a sublayer, held against a packet.</summary>
/// <param name="Filter">The filter.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Groups">Its conditions by field, in their order; all groups must pass. Told of filters that were not asked, too.</param>
/// <param name="Callout">What its callout answered; null when none was called.</param>
/// <param name="Answer">What it says for its sublayer; null when it does not decide.</param>
public sealed record FilterExplanation(
    InstalledFilter Filter,
    FilterOutcome Outcome,
    ImmutableArray<ConditionGroupExplanation> Groups,
    CalloutExplanation? Callout,
    ArbitrationAnswer? Answer)
{
    /// <summary>
    /// Of a filter that limits and decides: whether the packet is within its limit; null when nobody knows what has passed before, and the
    /// packet counts as within.
    /// </summary>
    public bool? IsWithinLimit { get; init; }

    /// <summary>True when the packet meets every condition, whether or not the filter was asked.</summary>
    public bool Matches => Groups.All(static group => group.Passed);

    /// <summary>The first group of conditions that failed; null when all passed.</summary>
    public ConditionGroupExplanation? FirstFailed => Groups.FirstOrDefault(static group => !group.Passed);
}
