namespace Weir.Policy;

/// <summary>What <see cref="PolicyLint"/> looks for.</summary>
public enum LintRule
{
    /// <summary>Filters before it in its sublayer decide about everything that it matches.</summary>
    NeverWins,

    /// <summary>A filter before it in its sublayer has the same conditions and does the same.</summary>
    Duplicate,

    /// <summary>No traffic can meet its conditions.</summary>
    NeverMatches,

    /// <summary>A soft permit that a block of a lighter sublayer overrules in every case.</summary>
    PermitIgnored,

    /// <summary>A block that a hard permit of a heavier sublayer overrules in every case.</summary>
    BlockIgnored,

    /// <summary>Alternatives on one field of which one always holds, such as two NOT_EQUAL.</summary>
    MatchesEverything,

    /// <summary>A condition on a port without one on the protocol, which meets ICMP's types and codes too.</summary>
    CatchesIcmp,

    /// <summary>A limit at a layer where traffic cannot be limited.</summary>
    NotLimited,
}
