namespace Weir.Engine;

/// <summary>Checks security descriptors, which are plain data until somebody uses them.</summary>
internal static class SecurityValidator
{
    /// <summary>What is wrong with the descriptor and how to put it right, or null when it is sound.</summary>
    public static string? FindProblem(SecurityDescriptor descriptor)
    {
        if (FindProblem(descriptor.Owner) is { } problemOfOwner)
        {
            return $"the owner {problemOfOwner}";
        }

        for (var i = 0; i < descriptor.Entries.Length; i++)
        {
            if (FindProblem(descriptor.Entries[i]) is { } problem)
            {
                return $"line {i + 1} {problem}";
            }
        }

        return null;
    }

    /// <exception cref="WfpException"><see cref="FwpError.InvalidSecurityDescriptor"/>.</exception>
    public static void Validate(string kind, string name, SecurityDescriptor? descriptor)
    {
        if (descriptor is not null && FindProblem(descriptor) is { } problem)
        {
            throw Errors.InvalidSecurityDescriptor($"{kind} '{name}'", problem, name);
        }
    }

    private static string? FindProblem(AccessControlEntry entry)
    {
        if (FindProblem(entry.Principal) is { } problem)
        {
            return problem;
        }

        if (entry.Rights == AccessRights.None)
        {
            return "names no rights. Name some, or leave the line out.";
        }

        var unknown = entry.Rights & ~AccessRights.All;
        return unknown == 0
            ? null
            : $"has the unknown rights 0x{(uint)unknown:x}. Use those of {nameof(AccessRights)}; {nameof(AccessRights.All)} is all of them.";
    }

    private static string? FindProblem(Principal principal) => principal.Kind switch
    {
        PrincipalKind.Everyone when principal.Id != 0 =>
            $"is everyone with the number {principal.Id}. Use {nameof(Principal)}.{nameof(Principal.Everyone)}, or a user or group.",
        PrincipalKind.Everyone or PrincipalKind.User or PrincipalKind.Group => null,
        _ => $"is of the unknown kind {(byte)principal.Kind}. Use {nameof(Principal)}.{nameof(Principal.User)} or {nameof(Principal.Group)}.",
    };
}
