using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Weir.Policy;

/// <summary>One line of a ClassBench file, read from left to right.</summary>
internal sealed class ClassBenchLine(string fileName, int number, string text)
{
    private int _position;
    private int _columnStart;

    public void Expect(char character, string advice)
    {
        SkipBlanks();
        _columnStart = _position;
        if (_position == text.Length || text[_position] != character)
        {
            throw Error($"'{character}' is expected", advice);
        }

        _position++;
    }

    public ClassBenchPrefix ReadPrefix(string what)
    {
        var advice = $"write the {what} as an address and a length, such as 192.0.2.0/24";
        var word = ReadWord(what, advice);
        var slash = word.IndexOf('/');
        if (slash < 0
            || !IPAddress.TryParse(word[..slash], out var address)
            || !byte.TryParse(word[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            throw Error($"'{word}' is not a prefix", advice);
        }

        var longest = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        return length <= longest
            ? new ClassBenchPrefix(address, length)
            : throw Error($"a prefix of {length} bits is longer than its address", $"write a length from 0 to {longest}");
    }

    public (ushort Low, ushort High) ReadPorts(string what)
    {
        const string advice = "write the lowest and the highest port, such as 0 : 65535";
        var low = ReadNumber(what, ushort.MaxValue, advice);
        Expect(':', advice);
        var high = ReadNumber(what, ushort.MaxValue, advice);
        return low <= high ? ((ushort)low, (ushort)high) : throw Error($"the {what} end before they begin", advice);
    }

    /// <returns>Null when every protocol is meant.</returns>
    public byte? ReadProtocol()
    {
        const string advice = "write the protocol and its mask, such as 0x06/0xFF for TCP or 0x00/0x00 for any";
        var word = ReadWord("protocol", advice);
        var slash = word.IndexOf('/');
        if (slash < 0 || ReadByte(word[..slash]) is not { } protocol || ReadByte(word[(slash + 1)..]) is not { } mask)
        {
            throw Error($"'{word}' is not a protocol and its mask", advice);
        }

        return mask switch
        {
            0xff => protocol,
            0 => null,
            _ => throw Error($"the protocol mask 0x{mask:X2} takes some bits of a number only", "write 0xFF for one protocol or 0x00 for any"),
        };
    }

    /// <summary>An address of a trace: a decimal number or the usual text.</summary>
    public UInt128 ReadAddress(string what, AddressFamily family)
    {
        var advice = family == AddressFamily.InterNetwork
            ? "write an IPv4 address as a number, such as 3221225985, or as 192.0.2.1"
            : "write an IPv6 address as a number or as text, such as 2001:db8::1";
        var word = ReadWord(what, advice);
        if (UInt128.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var address))
        {
            return address <= (family == AddressFamily.InterNetwork ? uint.MaxValue : UInt128.MaxValue)
                ? address
                : throw Error($"{word} is more than an address has", advice);
        }

        return IPAddress.TryParse(word, out var parsed) && parsed.AddressFamily == family
            ? Engine.FilterValue.Address(parsed).Number
            : throw Error($"'{word}' is not an address of the rules' family", advice);
    }

    public uint ReadNumber(string what, uint highest, string advice)
    {
        SkipBlanks();
        _columnStart = _position;
        while (_position < text.Length && char.IsAsciiDigit(text[_position]))
        {
            _position++;
        }

        var digits = text.AsSpan(_columnStart, _position - _columnStart);
        if (digits.IsEmpty)
        {
            throw Error(_position == text.Length ? $"the line ends before the {what}" : $"a number is expected for the {what}", advice);
        }

        return uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= highest
            ? value
            : throw Error($"{digits} is more than {highest}", advice);
    }

    /// <summary>What is wrong at the column that was read last.</summary>
    public PolicyException Error(string message, string advice) => new([
        new PolicyDiagnostic
        {
            Severity = PolicySeverity.Error,
            File = fileName,
            Span = new SourceSpan(number, _columnStart + 1, Math.Max(1, _position - _columnStart)),
            Path = "",
            Message = message,
            Advice = advice,
            SourceLine = text,
        },
    ]);

    private ReadOnlySpan<char> ReadWord(string what, string advice)
    {
        SkipBlanks();
        _columnStart = _position;
        while (_position < text.Length && !char.IsWhiteSpace(text[_position]))
        {
            _position++;
        }

        return _position > _columnStart
            ? text.AsSpan(_columnStart, _position - _columnStart)
            : throw Error($"the line ends before the {what}", advice);
    }

    private static byte? ReadByte(ReadOnlySpan<char> word) => word.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? byte.TryParse(word[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hexadecimal) ? hexadecimal : null
        : byte.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private void SkipBlanks()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position]))
        {
            _position++;
        }
    }
}
