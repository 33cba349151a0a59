using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Weir.Policy;

/// <summary>Reads the values of a field. What a word means depends on the field: <c>80-90</c> is a range of ports and a name of an interface.</summary>
internal static partial class ValueReader
{
    // IANA's keywords in lower case, for the protocols that people filter.
    private static readonly Protocol[] s_protocols =
    [
        new("icmp", 1), new("igmp", 2), new("ipip", 4), new("tcp", 6), new("udp", 17), new("dccp", 33), new("ipv6", 41), new("gre", 47),
        new("esp", 50), new("ah", 51), new("icmpv6", 58), new("ospf", 89), new("pim", 103), new("vrrp", 112), new("sctp", 132),
        new("udplite", 136),
    ];

    /// <summary>The protocol's name, or its number when it has none here.</summary>
    public static string ProtocolName(uint number)
    {
        foreach (var protocol in s_protocols)
        {
            if (protocol.Number == number)
                return protocol.Name;
        }

        return number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Reads one value.</summary>
    /// <param name="field">The field that the value is for.</param>
    /// <param name="text">The word, without quotes.</param>
    /// <param name="quoted">Whether it stood in quotes: a quoted number is a name, and a quoted <c>empty</c> is a text.</param>
    /// <param name="value">The value.</param>
    /// <param name="problem">What is wrong, when the result is <see langword="false"/>.</param>
    public static bool TryRead(PolicyField field, string text, bool quoted, [NotNullWhen(true)] out PolicyValue? value, [NotNullWhen(false)] out Problem? problem)
    {
        (value, problem) = field.Type switch
        {
            _ when !quoted && text == AbsentWord => (s_absent, null),
            PolicyFieldType.Protocol => ReadProtocol(text),
            PolicyFieldType.Port => ReadNumbers(field, text, ushort.MaxValue, "a port"),
            PolicyFieldType.IcmpNumber => ReadNumbers(field, text, byte.MaxValue, "an ICMP number"),
            PolicyFieldType.Address => ReadAddresses(text),
            PolicyFieldType.Interface => ReadInterface(text, quoted),
            PolicyFieldType.Direction => ReadDirection(text),
            PolicyFieldType.Number => ReadNumber(field, text),
            PolicyFieldType.ControlGroup => ReadControlGroup(field, text),
            PolicyFieldType.Flags => ReadFlags(field, text),
            PolicyFieldType.User => ReadAccount(field, text, quoted, PolicyValueKind.UserName),
            PolicyFieldType.Group => ReadAccount(field, text, quoted, PolicyValueKind.GroupName),
            PolicyFieldType.Text => ReadText(text),
            PolicyFieldType.Bytes => ReadBytes(text, quoted),
            PolicyFieldType.Bytes16 => ReadBytes16(text),
            PolicyFieldType.HardwareAddress => ReadHardwareAddress(text),
            PolicyFieldType.SecurityIdentifier => ReadIdentifier(text),
            PolicyFieldType.Principal => ReadPrincipal(text),
            PolicyFieldType.Reserved => ReadReserved(field, text),
            _ => throw new InvalidOperationException($"No reader for {field.Type}."),
        };
        return value is not null;
    }

    private static (PolicyValue?, Problem?) ReadProtocol(string text)
    {
        foreach (var protocol in s_protocols)
        {
            if (protocol.Name == text)
                return Number(protocol.Number, protocol.Number, text);
        }

        if (TryNumber(text, byte.MaxValue, out var number))
            return Number(number, number, ProtocolName((uint)number));
        if (text.Length > 0 && char.IsAsciiDigit(text[0]))
            return Wrong($"'{text}' is not an IP protocol", "write a name such as tcp, or a number from 0 to 255");
        return Wrong(
            $"'{text}' is not a known protocol",
            Spelling.Nearest(text, s_protocols.Select(p => p.Name)) is { } meant
                ? $"did you mean {meant}?"
                : $"write a number from 0 to 255 or one of: {string.Join(", ", s_protocols.Select(p => p.Name))}");
    }

    private static (PolicyValue?, Problem?) ReadNumbers(PolicyField field, string text, uint highest, string what)
    {
        var dash = text.IndexOf('-');
        if (dash < 0)
        {
            return TryNumber(text, highest, out var number)
                ? Number(number, number, number.ToString(CultureInfo.InvariantCulture))
                : Wrong($"'{text}' is not {what}", $"{field} takes a number from 0 to {highest}, or a range such as 1-{highest}");
        }

        if (!TryNumber(text[..dash], highest, out var low) || !TryNumber(text[(dash + 1)..], highest, out var high))
            return Wrong($"'{text}' is not a range", $"{field} takes ranges of numbers from 0 to {highest}, such as 1-{highest}");
        if (low > high)
            return Wrong($"the range {text} is upside down", $"write {high}-{low}");
        return Number(low, high, low == high ? $"{low}" : $"{low}-{high}");
    }

    private static (PolicyValue?, Problem?) ReadInterface(string text, bool quoted)
    {
        if (!quoted && text.Length > 0 && text.All(char.IsAsciiDigit))
        {
            return TryNumber(text, int.MaxValue, out var index) && index > 0
                ? Number(index, index, index.ToString(CultureInfo.InvariantCulture))
                : Wrong($"'{text}' is not an interface index", $"indexes run from 1 to {int.MaxValue}; see them with: ip link");
        }

        // dev_valid_name() of the kernel.
        if (text.Length == 0 || System.Text.Encoding.UTF8.GetByteCount(text) > 15 || text is "." or ".."
            || text.Any(c => c is '/' or ':' or '"' || char.IsWhiteSpace(c) || char.IsControl(c)))
        {
            return Wrong($"'{text}' cannot be the name of an interface", "names have 1 to 15 bytes, without spaces, slashes and colons");
        }

        var plain = ValueText.IsWord(text) && !text.All(char.IsAsciiDigit);
        return (new PolicyValue { Kind = PolicyValueKind.InterfaceName, Text = plain ? text : $"\"{text}\"" }, null);
    }

    private static (PolicyValue?, Problem?) ReadDirection(string text) => text switch
    {
        // FWP_DIRECTION_OUTBOUND and FWP_DIRECTION_INBOUND.
        "outbound" => Number(0, 0, text),
        "inbound" => Number(1, 1, text),
        "out" or "egress" => Wrong($"'{text}' is not a direction", "write outbound"),
        "in" or "ingress" => Wrong($"'{text}' is not a direction", "write inbound"),
        _ => Wrong($"'{text}' is not a direction", Spelling.Advise(text, ["inbound", "outbound"])),
    };

    private static (PolicyValue?, Problem?) ReadAddresses(string text)
    {
        var slash = text.IndexOf('/');
        if (slash >= 0)
            return ReadPrefix(text, text[..slash], text[(slash + 1)..]);

        var dash = text.IndexOf('-');
        if (dash < 0)
        {
            return TryAddress(text, out var kind, out var address, out var problem)
                ? Addresses(kind, address, address, ValueText.Address(kind, address))
                : (null, problem);
        }

        if (!TryAddress(text[..dash], out var lowKind, out var low, out var lowProblem))
            return (null, lowProblem);
        if (!TryAddress(text[(dash + 1)..], out var highKind, out var high, out var highProblem))
            return (null, highProblem);
        if (lowKind != highKind)
            return Wrong($"the range {text} begins in one address family and ends in the other", "write two ranges in a list");
        if (low > high)
            return Wrong($"the range {text} is upside down", $"write {text[(dash + 1)..]}-{text[..dash]}");
        return Addresses(lowKind, low, high, low == high ? ValueText.Address(lowKind, low) : $"{ValueText.Address(lowKind, low)}-{ValueText.Address(lowKind, high)}");
    }

    private static (PolicyValue?, Problem?) ReadPrefix(string text, string addressText, string lengthText)
    {
        if (!TryAddress(addressText, out var kind, out var address, out var problem))
            return (null, problem);
        var bits = kind == PolicyValueKind.IPv4 ? 32 : 128;
        if (!TryNumber(lengthText, (uint)bits, out var length))
        {
            return kind == PolicyValueKind.IPv4 && TryAddress(lengthText, out _, out var mask, out _) && IsContiguous((uint)mask)
                ? Wrong($"'{text}' has a netmask", $"write {addressText}/{32 - System.Numerics.BitOperations.TrailingZeroCount((uint)mask)}")
                : Wrong($"'{lengthText}' is not a prefix length", $"an {kind} prefix has 0 to {bits} bits");
        }

        var hostBits = bits - (int)length;
        var hosts = hostBits == 128 ? UInt128.MaxValue : (UInt128.One << hostBits) - 1;
        var low = address & ~hosts;
        if (low != address)
            return Wrong($"{text} has bits set beyond its prefix length", $"write {ValueText.Address(kind, low)}/{length} for the network, or {ValueText.Address(kind, address)} for the one address");
        return Addresses(kind, low, low | hosts, hostBits == 0 ? ValueText.Address(kind, low) : $"{ValueText.Address(kind, low)}/{length}");
    }

    private static bool IsContiguous(uint mask) => mask != 0 && (~mask & (~mask + 1)) == 0;

    private static bool TryAddress(string text, out PolicyValueKind kind, out UInt128 address, [NotNullWhen(false)] out Problem? problem)
    {
        kind = PolicyValueKind.IPv4;
        address = 0;
        problem = null;
        if (text.Contains('%'))
        {
            problem = new Problem($"'{text}' has a zone", $"write {text[..text.IndexOf('%')]}, and name the interface with the field interface");
            return false;
        }

        // IPAddress.Parse takes 10.1 for 10.0.0.1 and 010.0.0.1 for 8.0.0.1; a policy must not.
        if (text.Contains(':') ? text.Contains('[') | !IPAddress.TryParse(text, out var parsed) : !TryDottedQuad(text, out parsed))
        {
            problem = text.Contains(':') || text.All(c => char.IsAsciiDigit(c) || c == '.')
                ? new Problem($"'{text}' is not an IP address", "addresses look like 192.0.2.1 or 2001:db8::1, prefixes like 192.0.2.0/24")
                : new Problem($"'{text}' is not an IP address", "host names are not looked up: write the address, such as 192.0.2.1 or 2001:db8::1");
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        parsed!.TryWriteBytes(bytes, out var written);
        kind = written == 4 ? PolicyValueKind.IPv4 : PolicyValueKind.IPv6;
        address = written == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return true;
    }

    private static bool TryDottedQuad(string text, out IPAddress? address)
    {
        address = null;
        var parts = text.Split('.');
        if (parts.Length != 4)
            return false;
        uint value = 0;
        foreach (var part in parts)
        {
            if (part.Length is 0 or > 3 || !part.All(char.IsAsciiDigit) || (part.Length > 1 && part[0] == '0') || int.Parse(part) > 255)
                return false;
            value = (value << 8) | uint.Parse(part);
        }

        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        address = new IPAddress(bytes);
        return true;
    }

    private static bool TryNumber(string text, ulong highest, out ulong number) =>
        (text.StartsWith("0x", StringComparison.Ordinal)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number))
        && number <= highest;

    private static (PolicyValue?, Problem?) Number(ulong low, ulong high, string text) =>
        (new PolicyValue { Kind = PolicyValueKind.Number, Low = low, High = high, Text = text }, null);

    private static (PolicyValue?, Problem?) Addresses(PolicyValueKind kind, UInt128 low, UInt128 high, string text) =>
        (new PolicyValue { Kind = kind, Low = low, High = high, Text = text }, null);

    private static (PolicyValue?, Problem?) Wrong(string message, string advice) => (null, new Problem(message, advice));

    private sealed record Protocol(string Name, byte Number);
}
