using System.Globalization;
using System.Net.Sockets;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>Traffic in words: <c>outbound tcp 10.0.0.1:4000 -> 168.63.129.16:80</c>, <c>connect tcp -> 1.2.3.4:443 user alice</c>.</summary>
public static class TrafficText
{
    /// <summary>Reads a description.</summary>
    /// <param name="text">The description.</param>
    /// <param name="names">Finds interfaces, users and groups by name.</param>
    /// <param name="layer">The layer, or family of two layers, to ask alone; <see langword="null"/> for all on the path.</param>
    /// <exception cref="PolicyException">It is wrong; says where, and what to write.</exception>
    public static Traffic Parse(string text, ITrafficNames names, string? layer = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(names);
        return new TrafficParser(text, names, layer).Parse();
    }

    /// <summary>The traffic in one line; question marks for the ends that are not known.</summary>
    public static string Describe(Traffic traffic)
    {
        ArgumentNullException.ThrowIfNull(traffic);
        var protocol = traffic.Protocol is { } number ? $" {ValueReader.ProtocolName(number)}" : "";
        var isIcmp = traffic.Protocol is 1 or 58;
        var local = EndPoint(traffic, Fields.IpLocalAddress, Fields.IpLocalPort, isIcmp);
        var remote = EndPoint(traffic, Fields.IpRemoteAddress, Fields.IpRemotePort, isIcmp);
        var ends = traffic.Kind switch
        {
            TrafficKind.Listen or TrafficKind.Bind => local,
            TrafficKind.Inbound or TrafficKind.Accept => $"{local} <- {remote}",
            TrafficKind.Forward =>
                $"{EndPoint(traffic, Fields.IpSourceAddress, Fields.IpSourcePort, isIcmp)} -> {EndPoint(traffic, Fields.IpDestinationAddress, Fields.IpDestinationPort, isIcmp)}",
            _ => $"{local} -> {remote}",
        };
        return $"{traffic.Kind.ToString().ToLowerInvariant()}{protocol} {ends}{IcmpText(traffic, isIcmp)}{IdentityText(traffic)}";
    }

    private static string EndPoint(Traffic traffic, FieldKey addressField, FieldKey portField, bool isIcmp)
    {
        var address = traffic.ValueOf(addressField) is { Type: DataType.UInt32 or DataType.ByteArray16 } value ? value.ToIPAddress() : null;
        var port = !isIcmp && traffic.ValueOf(portField) is { Type: DataType.UInt16 } number ? $":{number.Number}" : "";
        var text = address?.ToString() ?? "?";
        return port.Length > 0 && address?.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{text}]{port}" : text + port;
    }

    private static string IcmpText(Traffic traffic, bool isIcmp)
    {
        if (!isIcmp)
            return "";
        var type = traffic.ValueOf(Fields.IcmpType) is { Type: DataType.UInt16 } known ? $" type {known.Number}" : "";
        return traffic.ValueOf(Fields.IcmpCode) is { Type: DataType.UInt16 } code ? $"{type} code {code.Number}" : type;
    }

    private static string IdentityText(Traffic traffic)
    {
        var app = traffic.ValueOf(Fields.ApplicationPath) is { Type: DataType.UnicodeString } path ? $" app {path.ToUnicodeString()}" : "";
        return traffic.ValueOf(Fields.UserId) is { Type: DataType.UInt32 } user
            ? string.Create(CultureInfo.InvariantCulture, $"{app} user {user.Number}")
            : app;
    }
}
