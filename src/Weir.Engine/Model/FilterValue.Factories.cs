using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.CompilerServices;
using System.Text;

namespace Weir.Engine;

public readonly partial record struct FilterValue
{
    /// <summary>No value. As a condition's value with <see cref="FilterMatchType.Equal"/> it asks that the field is absent.</summary>
    public static FilterValue Empty => default;

    /// <summary>An unsigned 8-bit integer.</summary>
    public static FilterValue UInt8(byte value) => new(DataType.UInt8, value);

    /// <summary>An unsigned 16-bit integer; ports in host order.</summary>
    public static FilterValue UInt16(ushort value) => new(DataType.UInt16, value);

    /// <summary>An unsigned 32-bit integer; IPv4 addresses in host order.</summary>
    public static FilterValue UInt32(uint value) => new(DataType.UInt32, value);

    /// <summary>An unsigned 64-bit integer.</summary>
    public static FilterValue UInt64(ulong value) => new(DataType.UInt64, value);

    /// <summary>A signed 8-bit integer.</summary>
    public static FilterValue Int8(sbyte value) => new(DataType.Int8, (ulong)value);

    /// <summary>A signed 16-bit integer.</summary>
    public static FilterValue Int16(short value) => new(DataType.Int16, (ulong)value);

    /// <summary>A signed 32-bit integer.</summary>
    public static FilterValue Int32(int value) => new(DataType.Int32, (ulong)value);

    /// <summary>A signed 64-bit integer.</summary>
    public static FilterValue Int64(long value) => new(DataType.Int64, (ulong)value);

    /// <summary>
    /// An IEEE 754 number of 32 bits. Two such values are the same when their bits are; what a condition means by equal is IEEE's:
    /// zero equals minus zero, and NaN equals nothing, not even itself.
    /// </summary>
    public static FilterValue Float(float value) => new(DataType.Float, BitConverter.SingleToUInt32Bits(value));

    /// <summary>An IEEE 754 number of 64 bits, compared as <see cref="Float(float)"/> is.</summary>
    public static FilterValue Double(double value) => new(DataType.Double, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Sixteen bytes, the first byte in the most significant place.</summary>
    public static FilterValue ByteArray16(UInt128 value) => new(DataType.ByteArray16, 0, value);

    /// <summary>Sixteen bytes.</summary>
    /// <exception cref="ArgumentException">There are not sixteen.</exception>
    public static FilterValue ByteArray16(ReadOnlySpan<byte> bytes) => bytes.Length == 16
        ? ByteArray16(BinaryPrimitives.ReadUInt128BigEndian(bytes))
        : throw new ArgumentException($"A {nameof(DataType.ByteArray16)} has 16 bytes, not {bytes.Length}.", nameof(bytes));

    /// <summary>Six bytes.</summary>
    /// <exception cref="ArgumentException">There are not six.</exception>
    public static FilterValue ByteArray6(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 6)
        {
            throw new ArgumentException($"A {nameof(DataType.ByteArray6)} has 6 bytes, not {bytes.Length}.", nameof(bytes));
        }

        Span<byte> padded = stackalloc byte[8];
        bytes.CopyTo(padded[2..]);
        return new FilterValue(DataType.ByteArray6, BinaryPrimitives.ReadUInt64BigEndian(padded));
    }

    /// <summary>Bytes of any length.</summary>
    public static FilterValue ByteBlob(ByteBlob bytes) => new(DataType.ByteBlob, 0, bytes);

    /// <summary>Bytes of any length, copied.</summary>
    [OverloadResolutionPriority(1)]
    public static FilterValue ByteBlob(ReadOnlySpan<byte> bytes) => ByteBlob(Engine.ByteBlob.Create(bytes));

    /// <summary>
    /// An application as Windows names it in conditions and events (<c>FwpmGetAppIdFromFileName</c>): the NT device path in lower case, as
    /// UTF-16LE with a terminating NUL, in a blob. For reading and writing Windows' policies.
    /// </summary>
    /// <param name="devicePath">For example <c>\device\harddiskvolume1\windows\system32\svchost.exe</c>.</param>
    public static FilterValue WindowsAppId(string devicePath)
    {
        ArgumentNullException.ThrowIfNull(devicePath);
        return ByteBlob(Encoding.Unicode.GetBytes(devicePath.ToLowerInvariant() + '\0'));
    }

    /// <summary>A security identifier.</summary>
    public static FilterValue Sid(SecurityIdentifier identifier) => new(DataType.Sid, 0, NotNull(identifier));

    /// <summary>
    /// Who is allowed and who is denied. A condition with it, on a field that holds a token, matches the tokens to which the
    /// descriptor allows <see cref="Engine.SecurityDescriptor.MatchFilter"/>.
    /// </summary>
    public static FilterValue SecurityDescriptor(SecurityDescriptor descriptor) => new(DataType.SecurityDescriptor, 0, NotNull(descriptor));

    /// <summary>Who somebody is, for a field of type <see cref="DataType.TokenInformation"/>.</summary>
    public static FilterValue TokenInformation(AccessToken token) => new(DataType.TokenInformation, 0, NotNull(token));

    /// <summary>Who somebody is, for a field of type <see cref="DataType.TokenAccessInformation"/>.</summary>
    public static FilterValue TokenAccessInformation(AccessToken token) => new(DataType.TokenAccessInformation, 0, NotNull(token));

    /// <summary>Unicode text.</summary>
    /// <exception cref="ArgumentException">The text has half a surrogate pair, so that it is no Unicode text.</exception>
    public static FilterValue UnicodeString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (var i = 0; i < text.Length; i += char.IsSurrogatePair(text, i) ? 2 : 1)
        {
            if (char.IsSurrogate(text[i]) && !char.IsSurrogatePair(text, i))
            {
                throw new ArgumentException($"Half a surrogate pair at {i}: the text cannot be written as UTF-8. Use well-formed text.", nameof(text));
            }
        }

        return new FilterValue(DataType.UnicodeString, 0, text);
    }

    /// <summary>The number of a bit of a <see cref="BitmapArray64(ulong)"/>.</summary>
    public static FilterValue BitmapIndex(byte index) => new(DataType.BitmapIndex, index);

    /// <summary>Sixty-four bits.</summary>
    public static FilterValue BitmapArray64(ulong bits) => new(DataType.BitmapArray64, bits);

    /// <summary>An IPv4 address and mask, both in host order: a field f is in it when (f &amp; mask) = (address &amp; mask).</summary>
    public static FilterValue V4AddressMask(uint address, uint mask) =>
        new(DataType.V4AddressMask, DataType.UInt32, address | ((ulong)mask << 32), content: null);

    /// <summary>An IPv6 address and the number of its leading bits that count, 0 to 128.</summary>
    public static FilterValue V6AddressPrefix(UInt128 address, byte prefixLength) =>
        new(DataType.V6AddressPrefix, DataType.ByteArray16, 0, address, prefixLength);

    /// <summary>All values from <paramref name="low"/> to <paramref name="high"/>, both included. Both ends must have the field's type.</summary>
    public static FilterValue Range(FilterValue low, FilterValue high)
    {
        if (low._type != high._type)
        {
            return new FilterValue(DataType.Range, DataType.Empty, 0, new RangeEnds(low, high));
        }

        return low._type is DataType.UInt8 or DataType.UInt16 or DataType.UInt32
            ? new FilterValue(DataType.Range, low._type, low._bits | (high._bits << 32), content: null)
            : new FilterValue(DataType.Range, low._type, 0, new RangeEnds(low, high));
    }

    /// <summary>An IPv4 address as <see cref="UInt32(uint)"/> or an IPv6 address as <see cref="ByteArray16(UInt128)"/>. A scope id is not part of the value.</summary>
    public static FilterValue Address(IPAddress address)
    {
        var number = ToNumber(address);
        return TypeOf(address) == DataType.UInt32 ? UInt32((uint)number) : ByteArray16(number);
    }

    /// <summary>A hardware address of six bytes, as <see cref="ByteArray6(ReadOnlySpan{byte})"/>.</summary>
    /// <exception cref="ArgumentException">The address has not six bytes.</exception>
    public static FilterValue Address(PhysicalAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return ByteArray6(address.GetAddressBytes());
    }

    /// <summary>All addresses from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public static FilterValue AddressRange(IPAddress low, IPAddress high) => Range(Address(low), Address(high));

    /// <summary>A network in prefix notation, as <see cref="V4AddressMask"/> or <see cref="V6AddressPrefix"/>.</summary>
    public static FilterValue Network(IPNetwork network)
    {
        var address = ToNumber(network.BaseAddress);
        return TypeOf(network.BaseAddress) == DataType.UInt32
            ? V4AddressMask((uint)address, network.PrefixLength == 0 ? 0 : uint.MaxValue << (32 - network.PrefixLength))
            : V6AddressPrefix(address, (byte)network.PrefixLength);
    }

    /// <summary>All ports from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public static FilterValue PortRange(ushort low, ushort high) => Range(UInt16(low), UInt16(high));

    private static object NotNull(object content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return content;
    }
}
