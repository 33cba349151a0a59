namespace Weir.Policy;

/// <summary>What happened to an object from one policy to the other.</summary>
public enum DifferenceKind
{
    /// <summary>Only the second policy has it.</summary>
    Added,

    /// <summary>Only the first policy has it.</summary>
    Removed,

    /// <summary>Both have it, and it differs.</summary>
    Changed,

    /// <summary>A filter that is the same in both, and is evaluated at another place among those that both have.</summary>
    Moved,
}
