using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>What one commit changes in a store: first the deletions, then the additions, whose keys may be those of what was deleted.</summary>
public sealed record StoredPolicyChange
{
    /// <summary>Objects that are gone.</summary>
    public ImmutableArray<StoredObjectKey> Deleted { get; init; } = [];

    /// <summary>Objects that are new, and security descriptors that take the place of former ones.</summary>
    public StoredPolicy Added { get; init; } = StoredPolicy.Empty;

    /// <summary>True when nothing changes.</summary>
    public bool IsEmpty => Deleted.IsEmpty && Added.IsEmpty;
}
