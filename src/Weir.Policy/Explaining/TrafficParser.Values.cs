using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using Weir.Engine;

namespace Weir.Policy;

internal sealed partial class TrafficParser
{
    private static bool LooksLikeEnd(string text) =>
        text is "*" or "any" or "?" || (text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] is '[' or ':' or '*' || text.Contains(':')) && !text.Contains('/'));

    private TrafficEnd? ParseEnd(TrafficToken token)
    {
        var text = token.Text;
        var (addressText, portText) = SplitEnd(text);
        IPAddress? address = null;
        if (addressText is not ("" or "*" or "any" or "?"))
        {
            if (!ValueReader.TryRead(PolicyFields.RemoteAddress, addressText, quoted: false, out var value, out var problem))
            {
                Error(token, problem.Message, problem.Advice);
                return null;
            }

            if (!value.IsSingle)
            {
                Error(token, $"'{addressText}' is more than one address", "traffic has one address at each end; write one of them");
                return null;
            }

            address = ToAddress(value);
            SetVersion(token, value.Kind == PolicyValueKind.IPv4 ? 4 : 6);
        }

        if (portText is null or "*" or "any" or "?")
            return new TrafficEnd(token, address, Port: null);
        if (ushort.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return new TrafficEnd(token, address, port);
        Error(token, $"'{portText}' is not a port", "ports are numbers from 0 to 65535");
        return null;
    }

    /// <summary>Splits at the colon before the port; an IPv6 address has its own colons, and brackets when it has a port.</summary>
    private static (string Address, string? Port) SplitEnd(string text)
    {
        if (text.StartsWith('[') && text.IndexOf(']') is var close and > 0)
            return (text[1..close], close + 1 < text.Length && text[close + 1] == ':' ? text[(close + 2)..] : close + 1 < text.Length ? text[(close + 1)..] : null);
        var colon = text.IndexOf(':');
        return colon < 0 ? (text, null) : text.IndexOf(':', colon + 1) < 0 ? (text[..colon], text[(colon + 1)..]) : (text, null);
    }

    private void ReadField(TrafficToken name, FieldKey field)
    {
        if (Current?.Text is "=" or "==")
            _position++;
        if (Current is not { Text.Length: > 0 } token)
        {
            ErrorAtEnd($"{name.Text} has no value", $"write {name.Text}=value");
            return;
        }

        _position++;
        if (ValueOf(token, field) is { } value)
            Set(name, field, value);
    }

    private FilterValue? ValueOf(TrafficToken token, FieldKey field)
    {
        var text = token.Text;
        if (field == Fields.IpProtocol)
            return ByPolicy(token, PolicyFields.Protocol) is { } protocol ? FilterValue.UInt8((byte)protocol.Low) : null;
        if (field == Fields.Direction)
            return ByPolicy(token, PolicyFields.Direction) is { } direction ? FilterValue.UInt32((uint)direction.Low) : null;
        if (TrafficFields.IsAddress(field))
            return AddressOf(token);
        if (field == Fields.UserId && !char.IsAsciiDigit(text[0]))
            return Named(token, "user", _names.FindUser(text));
        if (field == Fields.GroupId && !char.IsAsciiDigit(text[0]))
            return Named(token, "group", _names.FindGroup(text));
        if (field == Fields.CgroupId && text.StartsWith('/'))
            return ControlGroupOf(token);
        if ((field == Fields.InterfaceIndex || field == Fields.SourceInterfaceIndex || field == Fields.DestinationInterfaceIndex) && !char.IsAsciiDigit(text[0]))
            return Named(token, "interface", _names.FindIndex(text));
        return Plain(token, field);
    }

    private FilterValue? AddressOf(TrafficToken token)
    {
        if (ByPolicy(token, PolicyFields.RemoteAddress) is not { } value)
            return null;
        if (!value.IsSingle)
        {
            Error(token, $"'{token.Text}' is more than one address", "traffic has one address at each end; write one of them");
            return null;
        }

        SetVersion(token, value.Kind == PolicyValueKind.IPv4 ? 4 : 6);
        return FilterValue.Address(ToAddress(value));
    }

    private PolicyValue? ByPolicy(TrafficToken token, PolicyField field)
    {
        if (ValueReader.TryRead(field, token.Text, quoted: false, out var value, out var problem))
            return value;
        Error(token, problem.Message, problem.Advice);
        return null;
    }

    private FilterValue? Named(TrafficToken token, string what, uint? number)
    {
        if (number is { } found)
            return FilterValue.UInt32(found);
        Error(token, $"there is no {what} '{token.Text}'", $"write its number, or a name that this machine knows");
        return null;
    }

    private FilterValue? ControlGroupOf(TrafficToken token)
    {
        if (ByPolicy(token, PolicyFields.ControlGroup) is not { } path)
            return null;
        if (_names.FindControlGroup(path.Name) is { } number)
            return FilterValue.UInt64(number);
        Error(token, $"there is no control group '{token.Text}'", "write its number, or a path that this machine has below /sys/fs/cgroup");
        return null;
    }

    private FilterValue? Plain(TrafficToken token, FieldKey field)
    {
        var text = token.Text;
        var type = TrafficFields.TypesOf(field).FirstOrDefault();
        FilterValue? value = type switch
        {
            DataType.UInt8 when Number(text, byte.MaxValue) is { } number => FilterValue.UInt8((byte)number),
            DataType.UInt16 when Number(text, ushort.MaxValue) is { } number => FilterValue.UInt16((ushort)number),
            DataType.UInt32 when Number(text, uint.MaxValue) is { } number => FilterValue.UInt32((uint)number),
            DataType.UInt64 when Number(text, ulong.MaxValue) is { } number => FilterValue.UInt64(number),
            DataType.ByteArray6 when PhysicalAddress.TryParse(text, out var address) && address.GetAddressBytes().Length == 6 => FilterValue.Address(address),
            DataType.UnicodeString when !text.Contains('\0', StringComparison.Ordinal) => FilterValue.UnicodeString(text),
            DataType.ByteBlob when field == Fields.AleAppId && !text.Contains('\0', StringComparison.Ordinal) => FilterValue.WindowsAppId(text),
            DataType.ByteBlob when text.StartsWith("0x", StringComparison.Ordinal) && text.Length % 2 == 0 && text[2..].All(char.IsAsciiHexDigit) =>
                FilterValue.ByteBlob(Convert.FromHexString(text[2..])),
            DataType.Sid when SecurityIdentifier.TryParse(text, null, out var identifier) => FilterValue.Sid(identifier),
            DataType.TokenInformation when Number(text, uint.MaxValue) is { } user => FilterValue.TokenInformation(new AccessToken((uint)user)),
            DataType.TokenAccessInformation when Number(text, uint.MaxValue) is { } user => FilterValue.TokenAccessInformation(new AccessToken((uint)user)),
            _ => null,
        };
        if (value is null)
            Error(token, $"'{text}' is no value of {FieldText.NameOf(field)}", Expected(type));
        return value;
    }

    private static string Expected(DataType type) => type switch
    {
        DataType.UInt8 => "write a number from 0 to 255",
        DataType.UInt16 => "write a number from 0 to 65535",
        DataType.UInt32 or DataType.UInt64 => "write a number",
        DataType.ByteArray6 => "write a hardware address, such as 02:00:00:00:00:01",
        DataType.ByteBlob => "write its bytes in hexadecimal, such as 0x0a0b",
        DataType.Sid => "write a security identifier, such as S-1-22-1-1000",
        DataType.TokenInformation or DataType.TokenAccessInformation => "write a user id, such as 1000",
        _ => "no layer has this field: leave it out",
    };

    private static ulong? Number(string text, ulong highest) =>
        (text.StartsWith("0x", StringComparison.Ordinal)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number))
        && number <= highest ? number : null;

    private static IPAddress ToAddress(PolicyValue value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value.Low);
        return new IPAddress(value.Kind == PolicyValueKind.IPv4 ? bytes[12..] : bytes);
    }

}
