namespace Weir.Engine;

/// <summary>Why a descriptor refuses a user.</summary>
/// <param name="Rights">The rights that are missing.</param>
/// <param name="Line">The line that denies them, or null when none allows them.</param>
internal readonly record struct AccessRefusal(AccessRights Rights, AccessControlEntry? Line);
