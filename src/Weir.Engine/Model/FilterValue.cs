using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Weir.Engine;

/// <summary>
/// An immutable, typed value: what a condition compares with, or what a field holds. Compares by content. Addresses and ports are in
/// host order. Any combination can be made; <see cref="Session.AddFilter"/> refuses those that make no sense at the field.
/// </summary>
/// <remarks>
/// Three words, because policies hold hundreds of thousands: what fits 64 bits is held inline, the rest is one object. A value is read
/// back by its <see cref="Type"/>: <see cref="Number"/> for numbers, addresses and byte arrays, <see cref="Low"/> and
/// <see cref="High"/> for ranges, and the method <c>To…</c> of the kind for the others.
/// </remarks>
public readonly partial record struct FilterValue
{
    private readonly object? _content;
    private readonly ulong _bits;
    private readonly DataType _type;
    private readonly DataType _elementType;
    private readonly byte _prefixLength;

    private FilterValue(DataType type, ulong bits, object? content = null)
        : this(type, type, bits, content)
    {
    }

    internal FilterValue(DataType type, DataType elementType, ulong bits, object? content, byte prefixLength = 0)
    {
        _type = type;
        _elementType = elementType;
        _prefixLength = prefixLength;
        _bits = bits;
        _content = content;
    }

    /// <summary>What the value is.</summary>
    public DataType Type => _type;

    /// <summary>
    /// Type of the field values this value can be compared with: the type of both ends of a range (<see cref="DataType.Empty"/>
    /// when they differ), <see cref="DataType.UInt32"/> for an IPv4 mask, <see cref="DataType.ByteArray16"/> for an IPv6 prefix,
    /// otherwise <see cref="Type"/>.
    /// </summary>
    public DataType ElementType => _elementType;

    /// <summary>
    /// The value as a number: an unsigned integer; a signed integer as two's complement of 64 bits; the bits of a floating-point number; bytes
    /// of a fixed number in big-endian order; the address of a mask or prefix. Zero for everything else.
    /// </summary>
    public UInt128 Number => _content switch
    {
        null => _type is DataType.V4AddressMask ? (uint)_bits : _type is DataType.Range ? 0 : _bits,
        UInt128 wide => wide,
        _ => 0,
    };

    /// <summary>Low end of a range.</summary>
    /// <exception cref="InvalidOperationException">The value is no range.</exception>
    public FilterValue Low => _type switch
    {
        DataType.Range => _content is RangeEnds ends ? ends.Low : new FilterValue(_elementType, (uint)_bits),
        _ => throw IsNot("a range"),
    };

    /// <summary>High end of a range, included.</summary>
    /// <exception cref="InvalidOperationException">The value is no range.</exception>
    public FilterValue High => _type switch
    {
        DataType.Range => _content is RangeEnds ends ? ends.High : new FilterValue(_elementType, _bits >> 32),
        _ => throw IsNot("a range"),
    };

    /// <summary>Mask of a <see cref="DataType.V4AddressMask"/>.</summary>
    public uint Mask => _type is DataType.V4AddressMask ? (uint)(_bits >> 32) : 0;

    /// <summary>Number of fixed leading bits of a <see cref="DataType.V6AddressPrefix"/>.</summary>
    public byte PrefixLength => _prefixLength;

    /// <summary>The value as an address: an IPv4 address from 32 bits, an IPv6 address from sixteen bytes.</summary>
    /// <exception cref="InvalidOperationException">The value is neither.</exception>
    public IPAddress ToIPAddress() => _type switch
    {
        DataType.UInt32 => ToAddress((uint)_bits),
        DataType.ByteArray16 => ToAddress(Number),
        _ => throw IsNot("an address"),
    };

    /// <summary>The six bytes as a hardware address.</summary>
    /// <exception cref="InvalidOperationException">The value is no <see cref="DataType.ByteArray6"/>.</exception>
    public PhysicalAddress ToPhysicalAddress()
    {
        if (_type != DataType.ByteArray6)
        {
            throw IsNot("a hardware address");
        }

        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _bits);
        return new PhysicalAddress(bytes[2..].ToArray());
    }

    /// <summary>A signed integer of any width.</summary>
    /// <exception cref="InvalidOperationException">The value is no signed integer.</exception>
    public long ToInt64() => _type.IsSignedInteger() ? (long)_bits : throw IsNot("a signed integer");

    /// <summary>A floating-point number of either width.</summary>
    /// <exception cref="InvalidOperationException">The value is no floating-point number.</exception>
    public double ToDouble() => _type switch
    {
        DataType.Float => BitConverter.UInt32BitsToSingle((uint)_bits),
        DataType.Double => BitConverter.UInt64BitsToDouble(_bits),
        _ => throw IsNot("a floating-point number"),
    };

    /// <summary>The bytes of a <see cref="DataType.ByteBlob"/>.</summary>
    /// <exception cref="InvalidOperationException">The value is no blob.</exception>
    public ByteBlob ToByteBlob() => _type == DataType.ByteBlob ? (ByteBlob)_content! : throw IsNot("a blob");

    /// <summary>The text of a <see cref="DataType.UnicodeString"/>.</summary>
    /// <exception cref="InvalidOperationException">The value is no text.</exception>
    public string ToUnicodeString() => _type == DataType.UnicodeString ? (string)_content! : throw IsNot("a text");

    /// <summary>The identifier of a <see cref="DataType.Sid"/>.</summary>
    /// <exception cref="InvalidOperationException">The value is no security identifier.</exception>
    public SecurityIdentifier ToSecurityIdentifier() => _content as SecurityIdentifier ?? throw IsNot("a security identifier");

    /// <summary>The descriptor of a <see cref="DataType.SecurityDescriptor"/>.</summary>
    /// <exception cref="InvalidOperationException">The value is no security descriptor.</exception>
    public SecurityDescriptor ToSecurityDescriptor() => _content as SecurityDescriptor ?? throw IsNot("a security descriptor");

    /// <summary>The token of a <see cref="DataType.TokenInformation"/> or <see cref="DataType.TokenAccessInformation"/>.</summary>
    /// <exception cref="InvalidOperationException">The value is no token.</exception>
    public AccessToken ToAccessToken() => _content as AccessToken ?? throw IsNot("a token");

    /// <summary>What does not fit <see cref="Bits"/>.</summary>
    internal object? Content => _content;

    /// <summary>What fits 64 bits: a number, an IPv4 address below its mask, the low end of a range of up to 32 bits below the high end.</summary>
    internal ulong Bits => _bits;

    private InvalidOperationException IsNot(string kind) => new($"A value of type {_type} is not {kind}.");

    private static IPAddress ToAddress(uint address)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, address);
        return new IPAddress(bytes);
    }

    private static IPAddress ToAddress(UInt128 address)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
        return new IPAddress(bytes);
    }

    private static UInt128 ToNumber(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static DataType TypeOf(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork ? DataType.UInt32 : DataType.ByteArray16;

    /// <summary>The ends of a range that do not fit 64 bits together, or differ in their type.</summary>
    private sealed record RangeEnds(FilterValue Low, FilterValue High);
}
