using System.Collections.Immutable;
using System.Globalization;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>
/// Reads security descriptors in Windows' text form, SDDL ([MS-DTYP] 2.5.1), as the conditions of filters have them:
/// <c>O:SYG:SYD:(A;;CCRC;;;S-1-5-80-...)</c>. Only whom it lets match comes in.
/// </summary>
internal static class SecurityDescriptorText
{
    // CC, the right 0x1, is FWP_ACTRL_MATCH_FILTER. Those letters stand for sets of rights with it.
    private static readonly string[] s_matchingRights = ["CC", "FA", "FR", "KA", "KR", "GA"];

    private static readonly Dictionary<string, SecurityIdentifier> s_aliases = new()
    {
        ["WD"] = SecurityIdentifier.Everyone,
        ["AU"] = new(5, 11),
        ["SY"] = new(5, 18),
        ["LS"] = new(5, 19),
        ["NS"] = new(5, 20),
        ["AN"] = new(5, 7),
        ["IU"] = new(5, 4),
        ["NU"] = new(5, 2),
        ["SU"] = new(5, 6),
        ["BA"] = new(5, 32, 544),
        ["BU"] = new(5, 32, 545),
        ["BG"] = new(5, 32, 546),
        ["NO"] = new(5, 32, 556),
        ["AC"] = new(15, 2, 1),
    };

    /// <param name="text">The descriptor.</param>
    /// <param name="principals">Who is who.</param>
    /// <param name="nobodies">Gets those whom it names and who are nobody here.</param>
    /// <exception cref="RefusedException">The text is no descriptor.</exception>
    public static SecurityDescriptor Parse(
        string text, ImmutableDictionary<SecurityIdentifier, Principal> principals, ICollection<string> nobodies)
    {
        var owner = Principal.Root;
        if (FindPart(text, 'O') is { } ownerText && FindPrincipal(ownerText.Trim(), principals) is { Kind: not PrincipalKind.Everyone } known)
            owner = known;

        // Without a list everybody is allowed everything; with an empty one, nobody.
        if (FindPart(text, 'D') is not { } list || list.StartsWith("NO_ACCESS_CONTROL", StringComparison.Ordinal))
            return new SecurityDescriptor(owner, AccessControlEntry.Allow(Principal.Everyone, SecurityDescriptor.MatchFilter));

        var entries = new List<AccessControlEntry>();
        foreach (var entry in SplitEntries(list, text))
        {
            if (ParseEntry(entry, principals, nobodies) is { } line)
                entries.Add(line);
        }

        return new SecurityDescriptor(owner, [.. entries]);
    }

    /// <summary>The text behind <c>D:</c> and before the next part; null when there is no such part.</summary>
    private static string? FindPart(string text, char letter)
    {
        var depth = 0;
        var start = -1;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (depth != 0 || text[i] is not ('O' or 'G' or 'D' or 'S') || i + 1 >= text.Length || text[i + 1] != ':')
                continue;
            if (start >= 0)
                return text[start..i];
            if (text[i] == letter)
                start = i + 2;
        }

        return start >= 0 ? text[start..] : null;
    }

    /// <summary>The lines between the outer parentheses; conditional ones have others inside.</summary>
    private static IEnumerable<string> SplitEntries(string list, string text)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i < list.Length; i++)
        {
            if (list[i] == '(' && depth++ == 0)
                start = i + 1;
            else if (list[i] == ')' && --depth == 0)
                yield return list[start..i];
            if (depth < 0)
                break;
        }

        if (depth != 0)
            throw new RefusedException($"the security descriptor '{Shorten(text)}' has parentheses that do not match");
    }

    private static AccessControlEntry? ParseEntry(
        string entry, ImmutableDictionary<SecurityIdentifier, Principal> principals, ICollection<string> nobodies)
    {
        var parts = entry.Split(';', 7);
        if (parts.Length < 6)
            throw new RefusedException($"the line '({Shorten(entry)})' of a security descriptor has not six parts");
        var (type, rights, who) = (parts[0].Trim(), parts[2].Trim(), parts[5].Trim());
        if (!Matches(rights) || type is not ("A" or "D" or "XA" or "XD" or "OA" or "OD"))
            return null;

        // A conditional line asks for attributes that only tokens of Windows have: it allows nobody, and denies to be safe.
        if (type == "XA")
        {
            nobodies.Add("a condition on attributes of Windows");
            return null;
        }

        if (FindPrincipal(who, principals) is { } principal)
            return new AccessControlEntry(type is "A" or "OA", principal, SecurityDescriptor.MatchFilter);
        nobodies.Add(who);
        return null;
    }

    private static bool Matches(string rights)
    {
        if (rights.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return uint.TryParse(rights.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits) && (bits & 1) != 0;
        for (var i = 0; i + 1 < rights.Length; i += 2)
        {
            if (s_matchingRights.Contains(rights.Substring(i, 2)))
                return true;
        }

        return false;
    }

    private static Principal? FindPrincipal(string who, ImmutableDictionary<SecurityIdentifier, Principal> principals)
    {
        if (!s_aliases.TryGetValue(who, out var identifier) && !SecurityIdentifier.TryParse(who, null, out identifier))
            return null;
        return principals.TryGetValue(identifier, out var principal) ? principal : identifier.ToPrincipal();
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
