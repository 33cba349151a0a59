using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>Who the well-known users and groups of Windows are on Linux.</summary>
public static class WindowsPrincipals
{
    /// <summary>
    /// Everyone and every authenticated user are everyone, the local system is root, the administrators are group 0. Windows' service,
    /// app container, domain and other accounts are nobody. Linux's own identifiers (<c>S-1-22-1-uid</c>, <c>S-1-22-2-gid</c>) are
    /// understood in any case.
    /// </summary>
    public static ImmutableDictionary<SecurityIdentifier, Principal> Default { get; } = ImmutableDictionary.CreateRange(
    [
        KeyValuePair.Create(SecurityIdentifier.Everyone, Principal.Everyone),
        KeyValuePair.Create(new SecurityIdentifier(5, 11), Principal.Everyone),
        KeyValuePair.Create(new SecurityIdentifier(5, 18), Principal.Root),
        KeyValuePair.Create(new SecurityIdentifier(5, 32, 544), Principal.Group(0)),
    ]);
}
