namespace Weir.Engine;

/// <summary>One line of a <see cref="SecurityDescriptor"/>.</summary>
/// <param name="Allows">True to allow the rights, false to deny them.</param>
/// <param name="Principal">Whom.</param>
/// <param name="Rights">Which rights.</param>
public readonly record struct AccessControlEntry(bool Allows, Principal Principal, AccessRights Rights)
{
    /// <summary>A line that allows.</summary>
    public static AccessControlEntry Allow(Principal principal, AccessRights rights) => new(true, principal, rights);

    /// <summary>A line that denies.</summary>
    public static AccessControlEntry Deny(Principal principal, AccessRights rights) => new(false, principal, rights);

    /// <summary>For example <c>allow user 1000 Read, Delete</c>.</summary>
    public override string ToString() => $"{(Allows ? "allow" : "deny")} {Principal} {Rights}";
}
