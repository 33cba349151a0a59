using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>What one commit changes in a store: first the deletions, then the additions, whose keys may be those of what was deleted.</summary>
public sealed record StoredPolicyChange
{
    /// <summary>Nothing.</summary>
    public static StoredPolicyChange Empty { get; } = new();

    /// <summary>
    /// Objects that are gone. An object can be in <see cref="Added"/> again under its key, for example with another security descriptor,
    /// while others in the store refer to it.
    /// </summary>
    public ImmutableArray<StoredObjectKey> Deleted { get; init; } = [];

    /// <summary>Containers, and with null the engine, that have their default security descriptors again.</summary>
    public ImmutableArray<ObjectKind?> DeletedSecurity { get; init; } = [];

    /// <summary>Objects that are new, and security descriptors that take the place of former ones.</summary>
    public StoredPolicy Added { get; init; } = StoredPolicy.Empty;

    /// <summary>True when nothing changes.</summary>
    public bool IsEmpty => Deleted.IsEmpty && DeletedSecurity.IsEmpty && Added.IsEmpty;
}
