using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>
/// An owner and an ordered list of who is allowed and denied what, in terms of Linux users and groups. The order counts, as in
/// Windows' access check: for each right the first line that names both the right and the user decides, and what no line allows is
/// denied. Compares by content.
/// </summary>
public sealed class SecurityDescriptor : IEquatable<SecurityDescriptor>
{
    /// <summary>
    /// The right that a descriptor in a condition allows to the users who match (WFP: <c>FWP_ACTRL_MATCH_FILTER</c>). The number is
    /// that of <see cref="AccessRights.Add"/>; which of the two is meant depends on where the descriptor stands.
    /// </summary>
    public const AccessRights MatchFilter = AccessRights.Add;

    /// <summary>Makes a descriptor.</summary>
    /// <param name="owner">
    /// Who owns the object: may always read and change its descriptor. Not <see cref="Principal.Everyone"/>.
    /// </param>
    /// <param name="entries">The lines, in the order in which they are asked.</param>
    /// <exception cref="ArgumentException">The owner is everyone.</exception>
    public SecurityDescriptor(Principal owner, params ReadOnlySpan<AccessControlEntry> entries)
    {
        if (owner.Kind == PrincipalKind.Everyone)
        {
            throw new ArgumentException("The owner must be a user or a group.", nameof(owner));
        }

        Owner = owner;
        Entries = [.. entries];
    }

    /// <summary>
    /// A descriptor for a condition: it matches whom it allows and does not deny. Whoever is denied does not match, however many groups of
    /// theirs are allowed.
    /// </summary>
    /// <param name="allowed">Users and groups who match.</param>
    /// <param name="denied">Users and groups who do not.</param>
    public static SecurityDescriptor ForMatching(ReadOnlySpan<Principal> allowed, ReadOnlySpan<Principal> denied = default)
    {
        var lines = new List<AccessControlEntry>(allowed.Length + denied.Length);
        foreach (var principal in denied)
        {
            lines.Add(AccessControlEntry.Deny(principal, MatchFilter));
        }

        foreach (var principal in allowed)
        {
            lines.Add(AccessControlEntry.Allow(principal, MatchFilter));
        }

        return new SecurityDescriptor(Principal.Root, [.. lines]);
    }

    /// <summary>Who owns the object.</summary>
    public Principal Owner { get; }

    /// <summary>The lines, in order.</summary>
    public ImmutableArray<AccessControlEntry> Entries { get; }

    /// <summary>True when the lines allow all of the rights to the user of the token.</summary>
    public bool Allows(AccessToken token, AccessRights rights)
    {
        ArgumentNullException.ThrowIfNull(token);
        return FindRefusal(token, rights) is null;
    }

    /// <summary>True when the other descriptor has the same owner and the same lines in the same order.</summary>
    public bool Equals(SecurityDescriptor? other) =>
        other is not null && Owner == other.Owner && Entries.AsSpan().SequenceEqual(other.Entries.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SecurityDescriptor);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Owner);
        foreach (var entry in Entries)
        {
            hash.Add(entry);
        }

        return hash.ToHashCode();
    }

    /// <summary>The descriptor as one line.</summary>
    public override string ToString() => $"owner {Owner}: {string.Join("; ", Entries)}";

    /// <summary>The first thing that is refused of the rights, or null when the lines allow them all.</summary>
    internal AccessRefusal? FindRefusal(AccessToken token, AccessRights rights)
    {
        var missing = rights;
        foreach (var entry in Entries)
        {
            if ((entry.Rights & missing) == 0 || !entry.Principal.Includes(token))
            {
                continue;
            }

            if (!entry.Allows)
            {
                return new AccessRefusal(entry.Rights & missing, entry);
            }

            missing &= ~entry.Rights;
        }

        return missing == 0 ? null : new AccessRefusal(missing, Line: null);
    }
}
