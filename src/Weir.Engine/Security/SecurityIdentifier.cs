using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Weir.Engine;

/// <summary>
/// Windows' name of a user, a group or an app container (SID), written <c>S-1-5-32-544</c>. Immutable, compares by content. The
/// users and groups of Linux have identifiers too, those that Samba gives them: <c>S-1-22-1-uid</c> and <c>S-1-22-2-gid</c>.
/// The forms are those of [MS-DTYP] 2.4.2.
/// </summary>
public sealed class SecurityIdentifier : IEquatable<SecurityIdentifier>, IParsable<SecurityIdentifier>
{
    /// <summary>The most sub-authorities that an identifier can have.</summary>
    public const int MaxSubAuthorities = 15;

    private const byte Revision = 1;
    private const int HeaderLength = 8;
    private const ulong MaxAuthority = (1UL << 48) - 1;
    private const ulong WorldAuthority = 1;
    private const ulong UnixAuthority = 22;
    private const uint UnixUsers = 1;
    private const uint UnixGroups = 2;

    /// <summary>Makes an identifier of revision 1.</summary>
    /// <param name="authority">Who gives out the rest: 48 bits.</param>
    /// <param name="subAuthorities">The numbers after it, at most <see cref="MaxSubAuthorities"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The authority has more than 48 bits, or there are too many numbers after it.</exception>
    public SecurityIdentifier(ulong authority, params ReadOnlySpan<uint> subAuthorities)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(authority, MaxAuthority);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(subAuthorities.Length, MaxSubAuthorities, nameof(subAuthorities));
        Authority = authority;
        SubAuthorities = [.. subAuthorities];
    }

    /// <summary>
    /// Nobody, <c>S-1-0-0</c>: what the field <c>ALE_PACKAGE_ID</c> holds for a process outside of any app container.
    /// </summary>
    public static SecurityIdentifier Nobody { get; } = new(0, 0);

    /// <summary>Every user, <c>S-1-1-0</c>.</summary>
    public static SecurityIdentifier Everyone { get; } = new(WorldAuthority, 0);

    /// <summary>Who gives out the rest: 48 bits.</summary>
    public ulong Authority { get; }

    /// <summary>The numbers after the authority.</summary>
    public ImmutableArray<uint> SubAuthorities { get; }

    /// <summary>The identifier of a user, a group or everyone of Linux: <c>S-1-22-1-uid</c>, <c>S-1-22-2-gid</c>, <c>S-1-1-0</c>.</summary>
    public static SecurityIdentifier Of(Principal principal) => principal.Kind switch
    {
        PrincipalKind.User => new SecurityIdentifier(UnixAuthority, UnixUsers, principal.Id),
        PrincipalKind.Group => new SecurityIdentifier(UnixAuthority, UnixGroups, principal.Id),
        _ => Everyone,
    };

    /// <summary>Reads <c>S-1-5-32-544</c>; an authority of more than 32 bits is hexadecimal, as in <c>S-1-0x5000000001-7</c>.</summary>
    /// <param name="s">The text.</param>
    /// <param name="provider">Not used: the form is the same in every culture.</param>
    /// <exception cref="FormatException">The text is no identifier.</exception>
    public static SecurityIdentifier Parse(string s, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(s);
        return TryParse(s, provider, out var identifier)
            ? identifier
            : throw new FormatException($"'{s}' is not a security identifier. Write S-1-, the authority, and up to {MaxSubAuthorities} numbers of 32 bits, with dashes between them.");
    }

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    /// <returns>False when the text is no identifier.</returns>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out SecurityIdentifier result)
    {
        result = null;
        var parts = s?.Split('-') ?? [];
        if (parts.Length is < 3 or > 3 + MaxSubAuthorities
            || parts[0] is not ("S" or "s")
            || parts[1] is not "1"
            || !TryParseAuthority(parts[2], out var authority))
        {
            return false;
        }

        Span<uint> subAuthorities = stackalloc uint[parts.Length - 3];
        for (var i = 0; i < subAuthorities.Length; i++)
        {
            if (!uint.TryParse(parts[i + 3], NumberStyles.None, CultureInfo.InvariantCulture, out subAuthorities[i]))
            {
                return false;
            }
        }

        result = new SecurityIdentifier(authority, subAuthorities);
        return true;
    }

    /// <summary>Reads the binary form: revision, count, authority in big-endian order, sub-authorities in little-endian order.</summary>
    /// <exception cref="ArgumentException">The bytes are no identifier.</exception>
    public static SecurityIdentifier FromBinary(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength || bytes[0] != Revision || bytes[1] > MaxSubAuthorities || bytes.Length != HeaderLength + (4 * bytes[1]))
        {
            throw new ArgumentException("The bytes are not a security identifier of revision 1.", nameof(bytes));
        }

        Span<uint> subAuthorities = stackalloc uint[bytes[1]];
        for (var i = 0; i < subAuthorities.Length; i++)
        {
            subAuthorities[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(HeaderLength + (4 * i))..]);
        }

        // The authority is six bytes behind two others.
        return new SecurityIdentifier(BinaryPrimitives.ReadUInt64BigEndian(bytes) & MaxAuthority, subAuthorities);
    }

    /// <summary>The binary form, which <see cref="FromBinary"/> reads.</summary>
    public byte[] ToBinary()
    {
        var bytes = new byte[HeaderLength + (4 * SubAuthorities.Length)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Authority);
        bytes[0] = Revision;
        bytes[1] = (byte)SubAuthorities.Length;
        for (var i = 0; i < SubAuthorities.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(HeaderLength + (4 * i)), SubAuthorities[i]);
        }

        return bytes;
    }

    /// <summary>The user, group or everyone of Linux whose identifier this is, or null.</summary>
    public Principal? ToPrincipal()
    {
        if (Equals(Everyone))
        {
            return Principal.Everyone;
        }

        return Authority != UnixAuthority ? null : SubAuthorities.AsSpan() switch
        {
            [UnixUsers, var uid] => Principal.User(uid),
            [UnixGroups, var gid] => Principal.Group(gid),
            _ => null,
        };
    }

    /// <summary>True when the other identifier is the same.</summary>
    public bool Equals(SecurityIdentifier? other) =>
        other is not null && Authority == other.Authority && SubAuthorities.AsSpan().SequenceEqual(other.SubAuthorities.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SecurityIdentifier);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Authority);
        foreach (var subAuthority in SubAuthorities)
        {
            hash.Add(subAuthority);
        }

        return hash.ToHashCode();
    }

    /// <summary>For example <c>S-1-22-1-1000</c>.</summary>
    public override string ToString()
    {
        var authority = Authority > uint.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"0x{Authority:X12}")
            : Authority.ToString(CultureInfo.InvariantCulture);
        return string.Join('-', ["S", "1", authority, .. SubAuthorities.Select(part => part.ToString(CultureInfo.InvariantCulture))]);
    }

    private static bool TryParseAuthority(string text, out ulong authority)
    {
        var isRead = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out authority)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out authority);
        return isRead && authority <= MaxAuthority;
    }
}
