using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weir.Engine;

namespace Weir.Cli;

/// <summary>The ends of a packet in one line for people.</summary>
internal static class PacketText
{
    /// <summary>Protocol, this host's end, an arrow the way the packet goes, the other end; question marks for what it does not have.</summary>
    public static string Describe(Direction? direction, byte? protocol, IPAddress? local, ushort? localPort, IPAddress? remote, ushort? remotePort)
    {
        string arrow = direction == Direction.Inbound ? "<-" : "->";
        return $"{Protocol(protocol)} {EndPoint(local, localPort, protocol)} {arrow} {EndPoint(remote, remotePort, protocol)}";
    }

    private static string Protocol(byte? protocol) => protocol switch
    {
        1 => "icmp",
        6 => "tcp",
        17 => "udp",
        58 => "icmpv6",
        null => "?",
        _ => string.Create(CultureInfo.InvariantCulture, $"protocol {protocol}"),
    };

    private static string EndPoint(IPAddress? address, ushort? port, byte? protocol)
    {
        // For ICMP the ports hold type and code; next to an address they would read as ports.
        string suffix = port is null || protocol is 1 or 58 ? "" : $":{port}";
        string text = address?.ToString() ?? "?";
        return address?.AddressFamily == AddressFamily.InterNetworkV6 && suffix.Length > 0 ? $"[{text}]{suffix}" : text + suffix;
    }
}
