namespace Weir.Engine;

/// <summary>Kinds of <see cref="Principal"/>.</summary>
public enum PrincipalKind : byte
{
    /// <summary>Every user.</summary>
    Everyone,

    /// <summary>A user, by uid.</summary>
    User,

    /// <summary>All members of a group, by gid.</summary>
    Group,
}
