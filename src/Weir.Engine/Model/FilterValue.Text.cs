using System.Globalization;
using System.Net.NetworkInformation;

namespace Weir.Engine;

public readonly partial record struct FilterValue
{
    private const int ShownBytes = 32;

    /// <summary>
    /// The value as people write it: addresses dotted or with colons, networks with a slash, ranges with a dash, texts in quotes, other
    /// bytes in hexadecimal.
    /// </summary>
    public override string ToString() => _type switch
    {
        DataType.Empty => "empty",
        DataType.V4AddressMask => $"{ToAddress((uint)_bits)}/{ToAddress(Mask)}",
        DataType.V6AddressPrefix => $"{ToAddress(Number)}/{_prefixLength}",
        DataType.Range => $"{Low}-{High}",
        DataType.ByteArray16 => ToIPAddress().ToString(),
        DataType.ByteArray6 => Describe(ToPhysicalAddress()),
        DataType.ByteBlob => Describe(ToByteBlob().Bytes),
        DataType.UnicodeString => $"\"{_content}\"",
        DataType.Float => ((float)ToDouble()).ToString(CultureInfo.InvariantCulture),
        DataType.Double => ToDouble().ToString(CultureInfo.InvariantCulture),
        DataType.BitmapArray64 => string.Create(CultureInfo.InvariantCulture, $"0x{_bits:x}"),
        _ when _type.IsSignedInteger() => ToInt64().ToString(CultureInfo.InvariantCulture),
        _ => _content?.ToString() ?? _bits.ToString(CultureInfo.InvariantCulture),
    };

    private static string Describe(PhysicalAddress address) => BitConverter.ToString(address.GetAddressBytes()).Replace('-', ':').ToLowerInvariant();

    private static string Describe(ReadOnlySpan<byte> bytes) => bytes.Length <= ShownBytes
        ? $"0x{Convert.ToHexStringLower(bytes)}"
        : $"0x{Convert.ToHexStringLower(bytes[..ShownBytes])}... ({bytes.Length} bytes)";
}
