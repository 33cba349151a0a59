using System.Buffers.Binary;
using System.Globalization;
using Weir.Engine;

namespace Weir.Policy;

internal static partial class ValueReader
{
    /// <summary>The word that stands for a field without a value.</summary>
    private const string AbsentWord = "empty";

    private static readonly PolicyValue s_absent = new() { Kind = PolicyValueKind.Absent, Text = AbsentWord };

    /// <summary>A value that is an engine's, and how it is written.</summary>
    internal static PolicyValue Exact(FilterValue value, string text) => new() { Kind = PolicyValueKind.Exact, Exact = value, Text = text };

    private static (PolicyValue?, Problem?) ReadNumber(PolicyField field, string text)
    {
        var dash = text.IndexOf('-');
        if (dash < 0)
        {
            return TryNumber(text, field.Maximum, out var number)
                ? Number(number, number, number.ToString(CultureInfo.InvariantCulture))
                : Wrong($"'{text}' is not a number from 0 to {field.Maximum}", $"{field} takes numbers, also hexadecimal ones such as 0x1f, and ranges such as 1-9");
        }

        if (!TryNumber(text[..dash], field.Maximum, out var low) || !TryNumber(text[(dash + 1)..], field.Maximum, out var high))
            return Wrong($"'{text}' is not a range", $"{field} takes ranges of numbers from 0 to {field.Maximum}, such as 1-9");
        return low > high ? Wrong($"the range {text} is upside down", $"write {high}-{low}") : Number(low, high, low == high ? $"{low}" : $"{low}-{high}");
    }

    private static (PolicyValue?, Problem?) ReadFlags(PolicyField field, string text)
    {
        if (FlagNames.Find(field, text) is { } bit)
            return Number(bit, bit, text);
        if (TryNumber(text, field.Maximum, out var number))
            return Number(number, number, FlagNames.NameOf(field, number) ?? $"0x{number:x}");
        var names = FlagNames.NamesOf(field).ToList();
        return Wrong($"'{text}' is not a flag of {field}", names.Count == 0 ? "write a number, such as 0x1" : Spelling.Advise(text, names));
    }

    private static (PolicyValue?, Problem?) ReadAccount(PolicyField field, string text, bool quoted, PolicyValueKind kind)
    {
        if (!quoted && text.Length > 0 && char.IsAsciiDigit(text[0]))
            return ReadNumber(field, text);
        var what = kind == PolicyValueKind.UserName ? "user" : "group";

        // What useradd(8) and groupadd(8) take, and the realms of directories.
        if (text.Length is 0 or > 256 || text.Any(c => c is ':' or '"' or '/' || char.IsWhiteSpace(c) || char.IsControl(c)))
            return Wrong($"'{text}' cannot be the name of a {what}", $"write a name such as backup, or a number; names have no spaces, slashes and colons");
        var plain = ValueText.IsWord(text) && !char.IsAsciiDigit(text[0]);
        return (new PolicyValue { Kind = kind, Text = plain ? text : $"\"{text}\"" }, null);
    }

    /// <summary>A path begins with a slash; the mount point of the tree is no part of it.</summary>
    private static (PolicyValue?, Problem?) ReadControlGroup(PolicyField field, string text)
    {
        const string mountPoint = "/sys/fs/cgroup";
        const string advice = "write a path such as /system.slice/nginx.service, as it stands below /sys/fs/cgroup, or the inode number of the directory";
        if (!text.StartsWith('/'))
            return text.Length > 0 && char.IsAsciiDigit(text[0]) ? ReadNumber(field, text) : Wrong($"'{text}' is not a control group", text.Contains('/') ? $"write /{text}" : advice);
        if (text == mountPoint || text.StartsWith(mountPoint + "/", StringComparison.Ordinal))
            return Wrong($"'{text}' has the mount point in it", text.Length > mountPoint.Length + 1 ? $"write {text[mountPoint.Length..]}" : advice);
        if (text == "/")
            return Wrong("'/' is the root of all control groups, to which every process belongs", "leave the condition out, or name a group below it");
        if (text.Length > 4096 || text[1..].Split('/').Any(part => part is "" or "." or ".." || part.Length > 255) || text.Any(c => char.IsControl(c) || char.IsSurrogate(c)))
            return Wrong($"'{text}' cannot be the path of a control group", "paths have no empty parts, no '.' and no '..', and end without a slash");
        return (new PolicyValue { Kind = PolicyValueKind.ControlGroupPath, Text = ValueText.Quote(text) }, null);
    }

    private static (PolicyValue?, Problem?) ReadText(string text)
    {
        for (var i = 0; i < text.Length; i += char.IsSurrogatePair(text, i) ? 2 : 1)
        {
            if (char.IsSurrogate(text[i]) && !char.IsSurrogatePair(text, i))
                return Wrong("the text has half a character", "write the text in UTF-8");
        }

        return (Exact(FilterValue.UnicodeString(text), ValueText.Quote(text)), null);
    }

    private static (PolicyValue?, Problem?) ReadBytes(string text, bool quoted)
    {
        // Quoted as well: JSON has no other way to write it.
        if (ValueText.TryBytes(text) is { } bytes)
            return (Exact(FilterValue.ByteBlob(bytes), ValueText.Bytes(bytes)), null);
        if (!quoted && text.StartsWith("0x", StringComparison.Ordinal))
            return Wrong($"'{text}' is not a number of bytes", "write 0x and two hexadecimal digits for each byte");

        if (!quoted && !text.Contains('\\'))
            return Wrong($"'{text}' is neither bytes nor a text in quotes", $"write bytes as 0x0102, or a text as \"{text}\", which stands for its UTF-16 with a NUL behind");
        return (Exact(FilterValue.ByteBlob(ValueText.BytesOfText(text)), ValueText.InQuotes(text)), null);
    }

    private static (PolicyValue?, Problem?) ReadBytes16(string text)
    {
        var ends = text.Split('-');
        if (ends.Length > 2 || ends.Select(ValueText.TryBytes).Any(bytes => bytes is not { Length: 16 }))
            return Wrong($"'{text}' is not sixteen bytes", "write 0x and 32 hexadecimal digits");
        var (low, high) = (Number(ends[0]), Number(ends[^1]));
        return low > high
            ? Wrong($"the range {text} is upside down", $"write {ends[1]}-{ends[0]}")
            : (new PolicyValue { Kind = PolicyValueKind.Number, Low = low, High = high, Text = low == high ? ends[0].ToLowerInvariant() : text.ToLowerInvariant() }, null);

        static UInt128 Number(string end) => BinaryPrimitives.ReadUInt128BigEndian(ValueText.TryBytes(end));
    }

    private static (PolicyValue?, Problem?) ReadHardwareAddress(string text)
    {
        if (ValueText.TryHardwareAddress(text) is not { } address)
            return Wrong($"'{text}' is not a hardware address", "write six bytes such as 02:00:00:00:00:01");
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, address);
        return (Exact(FilterValue.ByteArray6(bytes[2..]), ValueText.HardwareAddress(address)), null);
    }

    private static (PolicyValue?, Problem?) ReadIdentifier(string text) =>
        SecurityIdentifier.TryParse(text, CultureInfo.InvariantCulture, out var identifier)
            ? (Exact(FilterValue.Sid(identifier), identifier.ToString()), null)
            : Wrong($"'{text}' is not a security identifier", "write S-1-, the authority and the numbers behind it, with dashes between");

    private static (PolicyValue?, Problem?) ReadPrincipal(string text)
    {
        if (text.StartsWith("S-1-", StringComparison.Ordinal))
            return ReadIdentifier(text);
        return PolicyDescriptors.TryRead(text, out var descriptor, out var problem)
            ? (Exact(FilterValue.SecurityDescriptor(descriptor), ValueText.Quote(PolicyDescriptors.Write(descriptor))), null)
            : (null, problem);
    }

    private static (PolicyValue?, Problem?) ReadReserved(PolicyField field, string text) =>
        text.Contains(':') || text.Contains('.') ? ReadAddresses(text) : ReadNumber(field, text);
}
