using System.Collections.Immutable;
using System.Globalization;

namespace Weir.Engine;

/// <summary>
/// Who somebody is: a user and the groups, as Linux's credentials(7) have them. A session acts under one, and fields
/// of type <see cref="DataType"/> that stand for a user hold one.
/// </summary>
public sealed class AccessToken : IEquatable<AccessToken>
{
    /// <summary>Makes a token.</summary>
    /// <param name="userId">The uid.</param>
    /// <param name="groupIds">The gids, the primary and the supplementary ones, in any order.</param>
    public AccessToken(uint userId, params ReadOnlySpan<uint> groupIds)
    {
        UserId = userId;
        GroupIds = [.. groupIds.ToArray().Distinct().Order()];
    }

    /// <summary>The uid.</summary>
    public uint UserId { get; }

    /// <summary>The gids, ascending.</summary>
    public ImmutableArray<uint> GroupIds { get; }

    /// <summary>True for uid 0.</summary>
    public bool IsRoot => UserId == 0;

    /// <summary>True when the user is in the group with this gid.</summary>
    public bool IsMemberOf(uint groupId) => GroupIds.BinarySearch(groupId) >= 0;

    /// <summary>True when the other token has the same user and groups.</summary>
    public bool Equals(AccessToken? other) =>
        other is not null && UserId == other.UserId && GroupIds.AsSpan().SequenceEqual(other.GroupIds.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AccessToken);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(UserId, GroupIds.Length);

    /// <summary>For example <c>user 1000, groups 100 1000</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"user {UserId}, groups {string.Join(' ', GroupIds)}");
}
