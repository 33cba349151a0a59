using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Weir.Linux;

/// <summary>An address of an interface with the length of its on-link prefix, written <c>192.0.2.1/24</c> or <c>2001:db8::1/64</c>.</summary>
/// <param name="Address">The address, IPv4 or IPv6.</param>
/// <param name="PrefixLength">The prefix length in bits: 0 to 32, or 0 to 128 for IPv6.</param>
public readonly record struct InterfaceAddress(IPAddress Address, int PrefixLength) : IParsable<InterfaceAddress>
{
    /// <summary>Reads <c>address/length</c>.</summary>
    /// <param name="s">The text.</param>
    /// <param name="provider">Not used.</param>
    /// <exception cref="FormatException">The text is something else.</exception>
    public static InterfaceAddress Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var result)
            ? result
            : throw new FormatException($"'{s}' is not an interface address such as 192.0.2.1/24 or 2001:db8::1/64.");

    /// <summary>Reads <c>address/length</c> without throwing.</summary>
    /// <param name="s">The text.</param>
    /// <param name="provider">Not used.</param>
    /// <param name="result">The address, when true is returned.</param>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out InterfaceAddress result)
    {
        result = default;
        var parts = s?.Split('/');
        if (parts is not [var address, var length]
            || !IPAddress.TryParse(address, out var parsed)
            || !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var prefixLength)
            || prefixLength > (parsed.AddressFamily == AddressFamily.InterNetwork ? 32 : 128))
            return false;
        result = new InterfaceAddress(parsed, prefixLength);
        return true;
    }

    /// <summary>The address, a slash, the prefix length.</summary>
    public override string ToString() => $"{Address}/{PrefixLength}";
}
