using System.Net;

namespace Weir.Engine;

public readonly partial record struct FilterValue
{
    /// <summary>No value. As a condition's value with <see cref="FilterMatchType.Equal"/> it asks that the field is absent.</summary>
    public static FilterValue Empty => default;

    /// <summary>An unsigned 8-bit integer.</summary>
    public static FilterValue UInt8(byte value) => new(DataType.UInt8, DataType.UInt8, value, 0);

    /// <summary>An unsigned 16-bit integer; ports in host order.</summary>
    public static FilterValue UInt16(ushort value) => new(DataType.UInt16, DataType.UInt16, value, 0);

    /// <summary>An unsigned 32-bit integer; IPv4 addresses in host order.</summary>
    public static FilterValue UInt32(uint value) => new(DataType.UInt32, DataType.UInt32, value, 0);

    /// <summary>An unsigned 64-bit integer.</summary>
    public static FilterValue UInt64(ulong value) => new(DataType.UInt64, DataType.UInt64, value, 0);

    /// <summary>Sixteen bytes, the first byte in the most significant place.</summary>
    public static FilterValue ByteArray16(UInt128 value) => new(DataType.ByteArray16, DataType.ByteArray16, value, 0);

    /// <summary>An IPv4 address and mask, both in host order: a field f is in it when (f &amp; mask) = (address &amp; mask).</summary>
    public static FilterValue V4AddressMask(uint address, uint mask) => new(DataType.V4AddressMask, DataType.UInt32, address, mask);

    /// <summary>An IPv6 address and the number of its leading bits that count, 0 to 128.</summary>
    public static FilterValue V6AddressPrefix(UInt128 address, byte prefixLength) =>
        new(DataType.V6AddressPrefix, DataType.ByteArray16, address, prefixLength);

    /// <summary>All values from <paramref name="low"/> to <paramref name="high"/>, both included. Both ends must have the field's type.</summary>
    public static FilterValue Range(FilterValue low, FilterValue high) =>
        new(DataType.Range, low.Type == high.Type ? low.Type : DataType.Empty, low.Number, high.Number);

    /// <summary>An IPv4 address as <see cref="UInt32(uint)"/> or an IPv6 address as <see cref="ByteArray16(UInt128)"/>. A scope id is not part of the value.</summary>
    public static FilterValue Address(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new(TypeOf(address), TypeOf(address), ToNumber(address), 0);
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
}
