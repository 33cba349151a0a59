namespace Weir.Bpf.Language;

/// <summary>
/// An IPv4 or IPv6 address as a number in host order, 128 bits in two halves. An IPv4 address is the low 32 bits; which of the two it
/// is, the layer tells.
/// </summary>
/// <param name="high">The first eight bytes of an IPv6 address; 0 for IPv4.</param>
/// <param name="low">The last eight bytes of an IPv6 address; the IPv4 address.</param>
public readonly struct InternetAddress(ulong high, ulong low) : IEquatable<InternetAddress>
{
    /// <summary>The first eight bytes of an IPv6 address; 0 for IPv4.</summary>
    public readonly ulong High = high;

    /// <summary>The last eight bytes of an IPv6 address; the IPv4 address in the low 32 bits.</summary>
    public readonly ulong Low = low;

    /// <summary>The address as an IPv4 number: 127.0.0.1 is 0x7f000001.</summary>
    public uint V4 => (uint)Low;

    /// <summary>An IPv4 address from its four parts: <c>FromV4(127, 0, 0, 1)</c>.</summary>
    public static InternetAddress FromV4(byte first, byte second, byte third, byte fourth) =>
        new(0, ((uint)first << 24) | ((uint)second << 16) | ((uint)third << 8) | fourth);

    /// <summary>Whether two addresses are the same.</summary>
    public static bool operator ==(InternetAddress left, InternetAddress right) => left.High == right.High && left.Low == right.Low;

    /// <summary>Whether two addresses differ.</summary>
    public static bool operator !=(InternetAddress left, InternetAddress right) => !(left == right);

    /// <summary>Whether an address is numerically below another.</summary>
    public static bool operator <(InternetAddress left, InternetAddress right) =>
        left.High < right.High || (left.High == right.High && left.Low < right.Low);

    /// <summary>Whether an address is numerically above another.</summary>
    public static bool operator >(InternetAddress left, InternetAddress right) => right < left;

    /// <summary>Whether an address is numerically at most another.</summary>
    public static bool operator <=(InternetAddress left, InternetAddress right) => !(right < left);

    /// <summary>Whether an address is numerically at least another.</summary>
    public static bool operator >=(InternetAddress left, InternetAddress right) => !(left < right);

    /// <summary>Whether the IPv4 address lies in a network.</summary>
    /// <param name="network">The network's address as a number.</param>
    /// <param name="prefixLength">0 to 32.</param>
    public bool IsInV4(uint network, int prefixLength) =>
        prefixLength == 0 || ((V4 ^ network) >> (32 - prefixLength)) == 0;

    /// <summary>Whether the IPv6 address lies in a network.</summary>
    /// <param name="network">The network's address.</param>
    /// <param name="prefixLength">0 to 128.</param>
    public bool IsInV6(InternetAddress network, int prefixLength)
    {
        if (prefixLength == 0)
            return true;
        if (prefixLength <= 64)
            return ((High ^ network.High) >> (64 - prefixLength)) == 0;
        return High == network.High && ((Low ^ network.Low) >> (128 - prefixLength)) == 0;
    }

    /// <inheritdoc/>
    public bool Equals(InternetAddress other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is InternetAddress other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(High, Low);
}
