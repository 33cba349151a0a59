using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>Reads the values of conditions and options.</summary>
internal static class WfpValues
{
    /// <summary>The value of a condition.</summary>
    /// <param name="element">An element with a <c>type</c> and the value under the name of its kind.</param>
    /// <param name="principals">Who the users of security descriptors are.</param>
    /// <param name="nobodies">Gets the users who are nobody here.</param>
    /// <exception cref="RefusedException">The value cannot be read.</exception>
    public static FilterValue Read(
        WfpElement element, ImmutableDictionary<SecurityIdentifier, Principal> principals, ICollection<string> nobodies)
    {
        var type = element.TextOf("type");
        try
        {
            return type switch
            {
                "FWP_EMPTY" => FilterValue.Empty,
                "FWP_UINT8" => FilterValue.UInt8(checked((byte)Unsigned(element, "uint8"))),
                "FWP_UINT16" => FilterValue.UInt16(checked((ushort)Unsigned(element, "uint16"))),
                "FWP_UINT32" => FilterValue.UInt32(Word(element.TextOf("uint32"))),
                "FWP_UINT64" => FilterValue.UInt64(Unsigned(element, "uint64")),
                "FWP_INT8" => FilterValue.Int8(checked((sbyte)Signed(element, "int8"))),
                "FWP_INT16" => FilterValue.Int16(checked((short)Signed(element, "int16"))),
                "FWP_INT32" => FilterValue.Int32(checked((int)Signed(element, "int32"))),
                "FWP_INT64" => FilterValue.Int64(Signed(element, "int64")),
                "FWP_FLOAT" => FilterValue.Float(float.Parse(TextOf(element, "float32", "float"), CultureInfo.InvariantCulture)),
                "FWP_DOUBLE" => FilterValue.Double(double.Parse(TextOf(element, "double64", "double"), CultureInfo.InvariantCulture)),
                "FWP_BYTE_ARRAY16_TYPE" => FilterValue.ByteArray16(Bytes16(element.TextOf("byteArray16"))),
                "FWP_BYTE_ARRAY6_TYPE" => FilterValue.ByteArray6(Convert.FromHexString(WithoutSeparators(element.TextOf("byteArray6")))),
                "FWP_BYTE_BLOB_TYPE" => FilterValue.ByteBlob(Blob(element.Find("byteBlob"))),
                "FWP_SID" => FilterValue.Sid(SecurityIdentifier.Parse(element.TextOf("sid"))),
                "FWP_SECURITY_DESCRIPTOR_TYPE" => FilterValue.SecurityDescriptor(SecurityDescriptorText.Parse(element.TextOf("sd"), principals, nobodies)),
                "FWP_UNICODE_STRING_TYPE" => FilterValue.UnicodeString(element.TextOf("unicodeString")),
                "FWP_BITMAP_INDEX_TYPE" => FilterValue.BitmapIndex(checked((byte)Unsigned(element, "bitmapIndex"))),
                "FWP_BITMAP_ARRAY64_TYPE" => FilterValue.BitmapArray64(Unsigned(element, "bitmapArray64")),
                "FWP_V4_ADDR_MASK" => V4Mask(element.Find("v4AddrMask")),
                "FWP_V6_ADDR_MASK" => V6Mask(element.Find("v6AddrMask")),
                "FWP_RANGE_TYPE" => Range(element.Find("rangeValue"), principals, nobodies),
                "FWP_TOKEN_INFORMATION_TYPE" or "FWP_TOKEN_ACCESS_INFORMATION_TYPE" =>
                    throw new RefusedException("a token of Windows cannot be the value of a condition here"),
                "" => throw new RefusedException("a value has no type"),
                _ => throw new RefusedException($"a value is of the type {WfpKeys.Shorten(type)}, which Weir does not know"),
            };
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException)
        {
            throw new RefusedException($"a value of type {type} cannot be read: '{WfpKeys.Shorten(TextUnder(element))}'");
        }
    }

    /// <summary>Bytes, by their hexadecimal digits: the text beside them is only there to be read.</summary>
    /// <exception cref="FormatException">The digits are not hexadecimal, or odd in number.</exception>
    public static byte[] Blob(WfpElement? element) => Convert.FromHexString(element?.TextOf("data") ?? "");

    /// <summary>A number, decimal or hexadecimal.</summary>
    /// <exception cref="FormatException">The text is no number.</exception>
    /// <exception cref="OverflowException">The number has more than 64 bits.</exception>
    public static ulong Unsigned(string text) => text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? ulong.Parse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
        : ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static ulong Unsigned(WfpElement element, string name) => Unsigned(element.TextOf(name));

    private static long Signed(WfpElement element, string name) =>
        long.Parse(element.TextOf(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    // Where the field holds an address the number is printed dotted.
    private static uint Word(string text)
    {
        if (!text.Contains('.', StringComparison.Ordinal))
            return checked((uint)Unsigned(text));
        var parts = text.Split('.');
        if (parts.Length != 4)
            throw new FormatException();
        return parts.Aggregate(0u, (address, part) => (address << 8) | byte.Parse(part, NumberStyles.None, CultureInfo.InvariantCulture));
    }

    private static byte[] Bytes16(string text)
    {
        if (IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6)
            return address.GetAddressBytes();
        return Guid.TryParseExact(text, "B", out var key) ? key.ToByteArray() : Convert.FromHexString(WithoutSeparators(text));
    }

    private static FilterValue V4Mask(WfpElement? element) => element is null
        ? throw new FormatException()
        : FilterValue.V4AddressMask(Word(element.TextOf("addr")), Word(element.TextOf("mask")));

    private static FilterValue V6Mask(WfpElement? element)
    {
        if (element is null)
            throw new FormatException();
        var address = BinaryPrimitives.ReadUInt128BigEndian(Bytes16(element.TextOf("addr")));
        return FilterValue.V6AddressPrefix(address, checked((byte)Unsigned(element, "prefixLength")));
    }

    private static FilterValue Range(
        WfpElement? element, ImmutableDictionary<SecurityIdentifier, Principal> principals, ICollection<string> nobodies)
    {
        if (element?.Find("valueLow") is not { } low || element.Find("valueHigh") is not { } high)
            throw new FormatException();

        // A range of ranges would nest without end.
        if (low.TextOf("type") == "FWP_RANGE_TYPE" || high.TextOf("type") == "FWP_RANGE_TYPE")
            throw new FormatException();
        return FilterValue.Range(Read(low, principals, nobodies), Read(high, principals, nobodies));
    }

    private static string TextOf(WfpElement element, string name, string alias) =>
        element.Find(name) is { } found ? found.Text : element.TextOf(alias);

    private static string WithoutSeparators(string text) =>
        text.Replace(":", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);

    private static string TextUnder(WfpElement element) =>
        string.Join(' ', element.Children.Where(child => child.Name != "type").SelectMany(Texts));

    private static IEnumerable<string> Texts(WfpElement element) =>
        element.Children.Count == 0 ? [element.Text] : element.Children.SelectMany(Texts);
}
