using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Weir.Engine;

/// <summary>
/// An immutable, typed value: what a condition compares with, or what a field holds. Addresses and ports are in host order.
/// Any combination can be made; <see cref="Session.AddFilter"/> refuses those that make no sense at the field.
/// </summary>
public readonly partial record struct FilterValue
{
    private readonly UInt128 _first;
    private readonly UInt128 _second;

    private FilterValue(DataType type, DataType elementType, UInt128 first, UInt128 second)
    {
        Type = type;
        ElementType = elementType;
        _first = first;
        _second = second;
    }

    /// <summary>What the value is.</summary>
    public DataType Type { get; }

    /// <summary>
    /// Type of the field values this value can be compared with: the type of both ends of a range (<see cref="DataType.Empty"/>
    /// when they differ), <see cref="DataType.UInt32"/> for an IPv4 mask, <see cref="DataType.ByteArray16"/> for an IPv6 prefix,
    /// otherwise <see cref="Type"/>.
    /// </summary>
    public DataType ElementType { get; }

    /// <summary>The value as a number: an integer, sixteen bytes in big-endian order, the low end of a range, or the address of a mask or prefix.</summary>
    public UInt128 Number => _first;

    /// <summary>Low end of a range.</summary>
    public UInt128 Low => _first;

    /// <summary>High end of a range, included.</summary>
    public UInt128 High => _second;

    /// <summary>Mask of a <see cref="DataType.V4AddressMask"/>.</summary>
    public uint Mask => (uint)_second;

    /// <summary>Number of fixed leading bits of a <see cref="DataType.V6AddressPrefix"/>.</summary>
    public byte PrefixLength => (byte)_second;

    /// <summary>The value as an address: an IPv4 address from 32 bits, an IPv6 address from sixteen bytes.</summary>
    /// <exception cref="InvalidOperationException">The value is neither.</exception>
    public IPAddress ToIPAddress() => Type switch
    {
        DataType.UInt32 => ToAddress((uint)_first),
        DataType.ByteArray16 => ToAddress(_first),
        _ => throw new InvalidOperationException($"A value of type {Type} is not an address."),
    };

    /// <summary>The value as people write it: addresses dotted or with colons, networks with a slash, ranges with a dash.</summary>
    public override string ToString() => Type switch
    {
        DataType.Empty => "empty",
        DataType.V4AddressMask => $"{ToAddress((uint)_first)}/{ToAddress(Mask)}",
        DataType.V6AddressPrefix => $"{ToAddress(_first)}/{PrefixLength}",
        DataType.Range => $"{FormatElement(_first)}-{FormatElement(_second)}",
        _ => FormatElement(_first),
    };

    private string FormatElement(UInt128 number) =>
        ElementType == DataType.ByteArray16 ? ToAddress(number).ToString() : number.ToString(CultureInfo.InvariantCulture);

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
}
