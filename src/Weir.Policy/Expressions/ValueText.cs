using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Weir.Policy;

/// <summary>How single values are written.</summary>
internal static class ValueText
{
    private static readonly string[] s_keywords =
        ["and", "or", "not", "in", "is", "all", "any", "none", "empty", "startswith", "endswith", "equalsignorecase"];

    /// <summary>Whether an expression can have the text without quotes.</summary>
    public static bool IsWord(string text) => text.Length > 0 && text.All(ExpressionTokenizer.IsWordCharacter) && !s_keywords.Contains(text);

    /// <summary>A text as an expression has it: as a word, or in quotes, a quote in it being doubled.</summary>
    public static string Quote(string text) => IsWord(text) ? text : InQuotes(text);

    public static string InQuotes(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The text of a word or of what is in quotes.</summary>
    public static string Unquote(string text) =>
        text is ['"', .., '"'] && text.Length > 1 ? text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : text;

    /// <summary>Writes an address of a policy value.</summary>
    public static string Address(PolicyValueKind kind, UInt128 address)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
        return new IPAddress(kind == PolicyValueKind.IPv4 ? bytes[12..] : bytes).ToString();
    }

    public static string Bytes(ReadOnlySpan<byte> bytes) => $"0x{Convert.ToHexStringLower(bytes)}";

    public static string HardwareAddress(UInt128 address)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
        return string.Join(':', Convert.ToHexStringLower(bytes[10..]).Chunk(2).Select(pair => new string(pair)));
    }

    /// <summary>
    /// The text that bytes hold as Windows writes names into blobs, UTF-16 in little-endian order with a NUL behind; <see langword="null"/>
    /// when they hold something else, or a text that a file should not have.
    /// </summary>
    public static string? TextOfBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4 || bytes.Length % 2 != 0 || bytes[^1] != 0 || bytes[^2] != 0)
            return null;
        var text = Encoding.Unicode.GetString(bytes[..^2]);
        return text.All(c => c is >= ' ' and < '\u007f' || char.IsLetterOrDigit(c)) && BytesOfText(text).AsSpan().SequenceEqual(bytes) ? text : null;
    }

    public static byte[] BytesOfText(string text) => Encoding.Unicode.GetBytes(text + '\0');

    /// <summary>Reads <c>0x</c> and pairs of hexadecimal digits.</summary>
    public static byte[]? TryBytes(string text)
    {
        if (!text.StartsWith("0x", StringComparison.Ordinal) || text.Length % 2 != 0 || !text.AsSpan(2).ContainsOnlyHex())
            return null;
        return Convert.FromHexString(text.AsSpan(2));
    }

    /// <summary>Reads six pairs of hexadecimal digits between colons or dashes.</summary>
    public static ulong? TryHardwareAddress(string text)
    {
        var parts = text.Split(text.Contains('-') ? '-' : ':');
        if (parts.Length != 6 || !parts.All(part => part.Length == 2 && part.AsSpan().ContainsOnlyHex()))
            return null;
        return parts.Aggregate(0ul, (address, part) => (address << 8) | Convert.ToByte(part, 16));
    }

    private static bool ContainsOnlyHex(this ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            if (!char.IsAsciiHexDigit(letter))
                return false;
        }

        return true;
    }
}
