using System.Globalization;

namespace Weir.Engine;

/// <summary>Somebody who can be allowed or denied something: a user, a group, or everyone, in Linux's terms.</summary>
/// <param name="Kind">What the number means.</param>
/// <param name="Id">uid or gid; 0 for everyone.</param>
public readonly record struct Principal(PrincipalKind Kind, uint Id)
{
    /// <summary>Every user.</summary>
    public static Principal Everyone => default;

    /// <summary>The user root.</summary>
    public static Principal Root => User(0);

    /// <summary>The user with this uid.</summary>
    public static Principal User(uint uid) => new(PrincipalKind.User, uid);

    /// <summary>The members of the group with this gid.</summary>
    public static Principal Group(uint gid) => new(PrincipalKind.Group, gid);

    /// <summary>True when the token is this user's, or of a member of this group.</summary>
    public bool Includes(AccessToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return Kind switch
        {
            PrincipalKind.User => token.UserId == Id,
            PrincipalKind.Group => token.IsMemberOf(Id),
            _ => true,
        };
    }

    /// <summary>For example <c>user 1000</c>.</summary>
    public override string ToString() =>
        Kind == PrincipalKind.Everyone ? "everyone" : string.Create(CultureInfo.InvariantCulture, $"{(Kind == PrincipalKind.User ? "user" : "group")} {Id}");
}
