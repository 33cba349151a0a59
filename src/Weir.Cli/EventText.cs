using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weir.Engine;
using Weir.Policy;

namespace Weir.Cli;

/// <summary>Net events as one line for people.</summary>
internal static class EventText
{
    public static string Describe(NetEvent seen, PolicySnapshot policy)
    {
        string time = seen.Time.ToLocalTime().ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        string verdict = seen.IsVeto ? "VETO" : seen.Verdict == Verdict.Block ? "BLOCK" : "PERMIT";
        string arrow = seen.Direction == Direction.Inbound ? "<-" : "->";
        string filter = seen.FilterId == 0
            ? "no filter"
            : $"filter {seen.FilterId} '{policy.FindFilter(seen.FilterId)?.Spec.Name ?? "deleted since"}'";
        return $"{time} {verdict} {Protocol(seen.Protocol)} {EndPoint(seen.LocalAddress, seen.LocalPort, seen.Protocol)} {arrow} {EndPoint(seen.RemoteAddress, seen.RemotePort, seen.Protocol)} at {PolicyLayers.NameOf(Layers.Get(seen.Layer))}, interface {Text(seen.InterfaceIndex)}, by {filter}";
    }

    private static string Protocol(byte? protocol) => protocol switch
    {
        1 => "icmp",
        6 => "tcp",
        17 => "udp",
        58 => "icmpv6",
        null => "?",
        _ => $"protocol {protocol}",
    };

    private static string EndPoint(IPAddress? address, ushort? port, byte? protocol)
    {
        // For ICMP the ports hold type and code; next to an address they would read as ports.
        string suffix = port is null || protocol is 1 or 58 ? "" : $":{port}";
        string text = address?.ToString() ?? "?";
        return address?.AddressFamily == AddressFamily.InterNetworkV6 && suffix.Length > 0 ? $"[{text}]{suffix}" : text + suffix;
    }

    private static string Text(uint? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "?";
}
