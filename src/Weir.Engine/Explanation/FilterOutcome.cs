namespace Weir.Engine;

/// <summary>What became of a filter in one classification.</summary>
public enum FilterOutcome
{
    /// <summary>A condition failed.</summary>
    DoesNotMatch,

    /// <summary>It matched and is its sublayer's decision.</summary>
    Decides,

    /// <summary>It matched, and its callout only looked or left the decision to the next filter.</summary>
    PassesOn,

    /// <summary>A heavier filter had decided for the sublayer, so that it was not tested.</summary>
    NotAsked,
}
