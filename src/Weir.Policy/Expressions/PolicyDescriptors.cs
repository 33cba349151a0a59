using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>
/// Security descriptors as text: SDDL ([MS-DTYP] 2.5.1) with the identifiers that Samba gives Linux users and groups
/// (<c>S-1-22-1-uid</c>, <c>S-1-22-2-gid</c>), for example <c>O:S-1-22-1-0D:(D;;CC;;;S-1-22-1-1001)(A;;CC;;;WD)</c>.
/// </summary>
public static class PolicyDescriptors
{
    // The letters of [MS-DTYP] 2.5.1.1 for the bits of AccessRights. 0x200 and 0x400 have none.
    private static readonly (string Letters, AccessRights Right)[] s_rights =
    [
        ("CC", AccessRights.Add), ("DC", AccessRights.AddLink), ("LC", AccessRights.BeginReadTransaction), ("SW", AccessRights.BeginWriteTransaction),
        ("RP", AccessRights.Classify), ("WP", AccessRights.Enumerate), ("DT", AccessRights.Open), ("LO", AccessRights.Read),
        ("CR", AccessRights.ReadStatistics), ("SD", AccessRights.Delete), ("RC", AccessRights.ReadSecurity), ("WD", AccessRights.WriteSecurity),
        ("WO", AccessRights.WriteOwner),
    ];

    private static readonly Problem s_form = new(
        "this is not a security descriptor",
        "write user:UID, group:GID, everyone, or SDDL such as \"O:S-1-22-1-0D:(A;;CC;;;S-1-22-1-1000)\", where S-1-22-1-UID is a user and S-1-22-2-GID a group");

    /// <summary>Writes a descriptor; one that allows one principal to match is written as <c>user:1000</c>, <c>group:100</c> or <c>everyone</c>.</summary>
    public static string Write(SecurityDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        if (descriptor.Owner == Principal.Root && descriptor.Entries is [{ Allows: true, Rights: SecurityDescriptor.MatchFilter } only])
        {
            return only.Principal.Kind switch
            {
                PrincipalKind.User => string.Create(CultureInfo.InvariantCulture, $"user:{only.Principal.Id}"),
                PrincipalKind.Group => string.Create(CultureInfo.InvariantCulture, $"group:{only.Principal.Id}"),
                _ => "everyone",
            };
        }

        var text = new StringBuilder($"O:{Identifier(descriptor.Owner)}D:");
        foreach (var entry in descriptor.Entries)
            text.Append(CultureInfo.InvariantCulture, $"({(entry.Allows ? 'A' : 'D')};;{Rights(entry.Rights)};;;{Identifier(entry.Principal)})");
        return text.ToString();
    }

    /// <summary>Reads what <see cref="Write"/> writes.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">The text is no descriptor, or it names somebody who is no user or group of Linux.</exception>
    public static SecurityDescriptor Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryRead(text, out var descriptor, out var problem) ? descriptor : throw new FormatException($"{problem.Message}: {problem.Advice}");
    }

    internal static bool TryRead(string text, [NotNullWhen(true)] out SecurityDescriptor? descriptor, [NotNullWhen(false)] out Problem? problem)
    {
        (descriptor, problem) = Read(text);
        return descriptor is not null;
    }

    private static (SecurityDescriptor?, Problem?) Read(string text)
    {
        if (ReadShort(text) is { } principal)
            return (SecurityDescriptor.ForMatching([principal]), null);
        var list = text.IndexOf("D:", StringComparison.Ordinal);
        if (!text.StartsWith("O:", StringComparison.Ordinal) || list < 0)
            return (null, s_form);

        // A primary group means nothing to Linux and to the access check.
        var owners = text[2..list];
        var group = owners.IndexOf("G:", StringComparison.Ordinal);
        if (ReadPrincipal(group < 0 ? owners : owners[..group]) is not { Kind: not PrincipalKind.Everyone } owner)
            return (null, new Problem($"the owner '{(group < 0 ? owners : owners[..group])}' is no user or group of Linux", "write O:S-1-22-1-UID or O:S-1-22-2-GID"));

        var entries = new List<AccessControlEntry>();
        var rest = text.AsSpan(list + 2);
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf(')');
            if (rest[0] != '(' || end < 0)
                return (null, s_form);
            var parts = rest[1..end].ToString().Split(';');
            if (parts is not [("A" or "D") and var kind, "", var rightsText, "", "", var who] || ReadRights(rightsText) is not { } rights)
                return (null, new Problem($"'{rest[..(end + 1)]}' is not an entry of a security descriptor", "write (A;;CC;;;WHO) to allow, (D;;CC;;;WHO) to deny; CC is the right to match"));
            if (ReadPrincipal(who) is not { } someone)
                return (null, new Problem($"'{who}' is no user or group of Linux", "write S-1-22-1-UID, S-1-22-2-GID, or WD for everyone"));
            entries.Add(new AccessControlEntry(kind == "A", someone, rights));
            rest = rest[(end + 1)..];
        }

        return (new SecurityDescriptor(owner, [.. entries]), null);
    }

    private static Principal? ReadShort(string text)
    {
        if (text == "everyone")
            return Principal.Everyone;
        var (kind, number) = text.StartsWith("user:", StringComparison.Ordinal) ? (PrincipalKind.User, text[5..])
            : text.StartsWith("group:", StringComparison.Ordinal) ? (PrincipalKind.Group, text[6..])
            : default;
        return kind != default && uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? new Principal(kind, id) : null;
    }

    private static Principal? ReadPrincipal(string text) => text switch
    {
        "WD" => Principal.Everyone,
        _ => SecurityIdentifier.TryParse(text, CultureInfo.InvariantCulture, out var identifier) ? identifier.ToPrincipal() : null,
    };

    private static string Identifier(Principal principal) =>
        principal.Kind == PrincipalKind.Everyone ? "WD" : SecurityIdentifier.Of(principal).ToString();

    private static string Rights(AccessRights rights)
    {
        var letters = new StringBuilder();
        foreach (var (text, right) in s_rights)
        {
            if (rights.HasFlag(right))
            {
                letters.Append(text);
                rights &= ~right;
            }
        }

        return rights == 0 && letters.Length > 0 ? letters.ToString() : $"0x{(uint)(rights | (ReadRights(letters.ToString()) ?? 0)):x}";
    }

    private static AccessRights? ReadRights(string text)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal))
            return uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? (AccessRights)number : null;
        var rights = AccessRights.None;
        for (var i = 0; i < text.Length; i += 2)
        {
            var letters = text.Substring(i, Math.Min(2, text.Length - i));
            var found = s_rights.FirstOrDefault(entry => entry.Letters == letters);
            if (found.Letters is null)
                return null;
            rights |= found.Right;
        }

        return rights;
    }
}
