using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>
/// Values whose type the file gives (<c>type: uint16</c>): the form for what the short one cannot say. Names of types are WFP's in
/// lower case with dashes.
/// </summary>
internal static class TypedValue
{
    private static readonly (string Name, DataType Type)[] s_types =
    [
        ("empty", DataType.Empty), ("uint8", DataType.UInt8), ("uint16", DataType.UInt16), ("uint32", DataType.UInt32), ("uint64", DataType.UInt64),
        ("int8", DataType.Int8), ("int16", DataType.Int16), ("int32", DataType.Int32), ("int64", DataType.Int64), ("float", DataType.Float),
        ("double", DataType.Double), ("byte-array16", DataType.ByteArray16), ("byte-blob", DataType.ByteBlob), ("sid", DataType.Sid),
        ("security-descriptor", DataType.SecurityDescriptor), ("token-information", DataType.TokenInformation),
        ("token-access-information", DataType.TokenAccessInformation), ("unicode-string", DataType.UnicodeString),
        ("byte-array6", DataType.ByteArray6), ("bitmap-index", DataType.BitmapIndex), ("bitmap-array64", DataType.BitmapArray64),
        ("v4-addr-mask", DataType.V4AddressMask), ("v6-addr-mask", DataType.V6AddressPrefix),
    ];

    public static IEnumerable<string> TypeNames => s_types.Select(entry => entry.Name);

    public static DataType? FindType(string name)
    {
        foreach (var (known, type) in s_types)
        {
            if (known == name)
                return type;
        }

        return null;
    }

    /// <summary>The name of the type of a value, of a range that of its ends.</summary>
    public static string TypeName(FilterValue value)
    {
        var type = value.Type == DataType.Range ? value.ElementType : value.Type;
        return s_types.First(entry => entry.Type == type).Name;
    }

    /// <summary>Writes a value that is no range.</summary>
    public static string Write(FilterValue value)
    {
        switch (value.Type)
        {
            case DataType.Empty:
                return "empty";
            case DataType.Int8 or DataType.Int16 or DataType.Int32 or DataType.Int64:
                return value.ToInt64().ToString(CultureInfo.InvariantCulture);
            case DataType.Float:
                return ((float)value.ToDouble()).ToString("R", CultureInfo.InvariantCulture);
            case DataType.Double:
                return value.ToDouble().ToString("R", CultureInfo.InvariantCulture);
            case DataType.ByteArray16:
                Span<byte> bytes = stackalloc byte[16];
                BinaryPrimitives.WriteUInt128BigEndian(bytes, value.Number);
                return ValueText.Bytes(bytes);
            case DataType.ByteBlob:
                return ValueText.Bytes(value.ToByteBlob().Bytes);
            case DataType.ByteArray6:
                return ValueText.HardwareAddress(value.Number);
            case DataType.Sid:
                return value.ToSecurityIdentifier().ToString();
            case DataType.SecurityDescriptor:
                return PolicyDescriptors.Write(value.ToSecurityDescriptor());
            case DataType.TokenInformation or DataType.TokenAccessInformation:
                var token = value.ToAccessToken();
                return string.Join(' ', token.GroupIds.Prepend(token.UserId).Select(id => id.ToString(CultureInfo.InvariantCulture)));
            case DataType.UnicodeString:
                return value.ToUnicodeString();
            case DataType.BitmapArray64:
                return $"0x{(ulong)value.Number:x}";
            case DataType.V4AddressMask:
                return $"{ValueText.Address(PolicyValueKind.IPv4, value.Number)}/{ValueText.Address(PolicyValueKind.IPv4, value.Mask)}";
            case DataType.V6AddressPrefix:
                return string.Create(CultureInfo.InvariantCulture, $"{ValueText.Address(PolicyValueKind.IPv6, value.Number)}/{value.PrefixLength}");
            default:
                return value.Number.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Reads what <see cref="Write"/> writes.</summary>
    public static bool TryRead(DataType type, string text, out FilterValue value, [NotNullWhen(false)] out Problem? problem)
    {
        var read = Read(type, text);
        value = read ?? default;
        problem = read is null ? new Problem($"'{text}' is not a value of type {s_types.First(entry => entry.Type == type).Name}", Advice(type)) : null;
        return read is not null;
    }

    private static FilterValue? Read(DataType type, string text)
    {
        switch (type)
        {
            case DataType.Empty:
                return text is "empty" ? FilterValue.Empty : null;
            case DataType.UInt8:
                return Unsigned(text, byte.MaxValue) is { } u8 ? FilterValue.UInt8((byte)u8) : null;
            case DataType.UInt16:
                return Unsigned(text, ushort.MaxValue) is { } u16 ? FilterValue.UInt16((ushort)u16) : null;
            case DataType.UInt32:
                return Unsigned(text, uint.MaxValue) is { } u32 ? FilterValue.UInt32((uint)u32) : null;
            case DataType.UInt64:
                return Unsigned(text, ulong.MaxValue) is { } u64 ? FilterValue.UInt64(u64) : null;
            case DataType.Int8:
                return sbyte.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i8) ? FilterValue.Int8(i8) : null;
            case DataType.Int16:
                return short.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i16) ? FilterValue.Int16(i16) : null;
            case DataType.Int32:
                return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i32) ? FilterValue.Int32(i32) : null;
            case DataType.Int64:
                return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i64) ? FilterValue.Int64(i64) : null;
            case DataType.Float:
                return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var single) ? FilterValue.Float(single) : null;
            case DataType.Double:
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? FilterValue.Double(number) : null;
            case DataType.ByteArray16:
                return ValueText.TryBytes(text) is { Length: 16 } sixteen ? FilterValue.ByteArray16(sixteen) : null;
            case DataType.ByteBlob:
                return ValueText.TryBytes(text) is { } blob ? FilterValue.ByteBlob(blob) : null;
            case DataType.ByteArray6:
                return ValueText.TryHardwareAddress(text) is { } address ? HardwareAddress(address) : null;
            case DataType.Sid:
                return SecurityIdentifier.TryParse(text, CultureInfo.InvariantCulture, out var identifier) ? FilterValue.Sid(identifier) : null;
            case DataType.SecurityDescriptor:
                return PolicyDescriptors.TryRead(text, out var descriptor, out _) ? FilterValue.SecurityDescriptor(descriptor) : null;
            case DataType.TokenInformation:
                return Token(text) is { } token ? FilterValue.TokenInformation(token) : null;
            case DataType.TokenAccessInformation:
                return Token(text) is { } access ? FilterValue.TokenAccessInformation(access) : null;
            case DataType.UnicodeString:
                return IsUnicode(text) ? FilterValue.UnicodeString(text) : null;
            case DataType.BitmapIndex:
                return Unsigned(text, byte.MaxValue) is { } index ? FilterValue.BitmapIndex((byte)index) : null;
            case DataType.BitmapArray64:
                return Unsigned(text, ulong.MaxValue) is { } bits ? FilterValue.BitmapArray64(bits) : null;
            case DataType.V4AddressMask:
                return Slash(text) is [var v4, var mask] && Address(v4, AddressFamily.InterNetwork) is { } a && Address(mask, AddressFamily.InterNetwork) is { } m
                    ? FilterValue.V4AddressMask((uint)a, (uint)m)
                    : null;
            case DataType.V6AddressPrefix:
                return Slash(text) is [var v6, var length] && Address(v6, AddressFamily.InterNetworkV6) is { } b && Unsigned(length, 128) is { } prefix
                    ? FilterValue.V6AddressPrefix(b, (byte)prefix)
                    : null;
            default:
                return null;
        }
    }

    private static string Advice(DataType type) => type switch
    {
        DataType.Empty => "leave value out, or write empty",
        DataType.ByteArray16 => "write 0x and 32 hexadecimal digits",
        DataType.ByteBlob => "write 0x and two hexadecimal digits for each byte",
        DataType.ByteArray6 => "write six bytes such as 02:00:00:00:00:01",
        DataType.Sid => "write a security identifier such as S-1-15-2-1",
        DataType.SecurityDescriptor => "write user:UID, group:GID, everyone, or SDDL such as O:S-1-22-1-0D:(A;;CC;;;S-1-22-1-1000)",
        DataType.TokenInformation or DataType.TokenAccessInformation => "write a uid and the gids behind it, with spaces between",
        DataType.UnicodeString => "write text in UTF-8",
        DataType.V4AddressMask => "write an address and a mask, such as 10.0.0.0/255.0.0.0",
        DataType.V6AddressPrefix => "write an address and a number of bits, such as 2001:db8::/32",
        _ => "write a number that fits the type",
    };

    private static ulong? Unsigned(string text, ulong highest)
    {
        var isNumber = text.StartsWith("0x", StringComparison.Ordinal)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        return isNumber && number <= highest ? number : null;
    }

    private static FilterValue HardwareAddress(ulong address)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, address);
        return FilterValue.ByteArray6(bytes[2..]);
    }

    private static AccessToken? Token(string text)
    {
        var ids = text.Split(' ').Select(part => Unsigned(part, uint.MaxValue)).ToList();
        return ids.All(id => id is not null) ? new AccessToken((uint)ids[0]!.Value, [.. ids.Skip(1).Select(id => (uint)id!.Value)]) : null;
    }

    private static bool IsUnicode(string text)
    {
        for (var i = 0; i < text.Length; i += char.IsSurrogatePair(text, i) ? 2 : 1)
        {
            if (char.IsSurrogate(text[i]) && !char.IsSurrogatePair(text, i))
                return false;
        }

        return true;
    }

    private static string[] Slash(string text) => text.Split('/');

    private static UInt128? Address(string text, AddressFamily family)
    {
        if (text.Contains('%') || text.Contains('[') || !IPAddress.TryParse(text, out var address) || address.AddressFamily != family
            || (family == AddressFamily.InterNetwork && text.Count(c => c == '.') != 3))
        {
            return null;
        }

        UInt128 number = 0;
        foreach (var octet in address.GetAddressBytes())
            number = (number << 8) | octet;
        return number;
    }
}
