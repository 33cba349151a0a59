using System.Collections.Immutable;

namespace Weir.Policy;

/// <summary>The fields that policies can use, each at the layers that have it.</summary>
public static class PolicyFields
{
    /// <summary><c>ip.protocol</c>: what the IP packet carries (after IPv6 extension headers).</summary>
    public static PolicyField Protocol { get; } = new("ip.protocol", PolicyFieldType.Protocol, "what the IP packet carries");

    /// <summary><c>local.address</c>: this host's address, whichever way the packet goes.</summary>
    public static PolicyField LocalAddress { get; } = new("local.address", PolicyFieldType.Address, "this host's address");

    /// <summary><c>remote.address</c>: the peer's address, whichever way the packet goes.</summary>
    public static PolicyField RemoteAddress { get; } = new("remote.address", PolicyFieldType.Address, "the peer's address");

    /// <summary><c>local.port</c>: this host's TCP or UDP port.</summary>
    public static PolicyField LocalPort { get; } = new("local.port", PolicyFieldType.Port, "this host's TCP or UDP port");

    /// <summary><c>remote.port</c>: the peer's TCP or UDP port.</summary>
    public static PolicyField RemotePort { get; } = new("remote.port", PolicyFieldType.Port, "the peer's TCP or UDP port");

    /// <summary><c>icmp.type</c>: type of an ICMP message (ICMPv6 at the IPv6 layers).</summary>
    public static PolicyField IcmpType { get; } = new("icmp.type", PolicyFieldType.IcmpNumber, "the ICMP or ICMPv6 message type");

    /// <summary><c>icmp.code</c>: code of an ICMP message (ICMPv6 at the IPv6 layers).</summary>
    public static PolicyField IcmpCode { get; } = new("icmp.code", PolicyFieldType.IcmpNumber, "the ICMP or ICMPv6 message code");

    /// <summary><c>interface</c>: the interface through which the packet enters or leaves.</summary>
    public static PolicyField Interface { get; } = new("interface", PolicyFieldType.Interface, "the interface the packet enters or leaves by");

    /// <summary><c>direction</c>: whether the packet comes in or goes out; decided by the layer.</summary>
    public static PolicyField Direction { get; } = new("direction", PolicyFieldType.Direction, "whether the packet comes in or goes out");

    /// <summary>All of them, in the order in which documentation lists them.</summary>
    public static ImmutableArray<PolicyField> All { get; } =
    [
        Protocol, LocalAddress, RemoteAddress, LocalPort, RemotePort, IcmpType, IcmpCode, Interface, Direction,
    ];

    // Fields of the policy language whose layers do not exist yet: worth a better answer than "unknown".
    private static readonly string[] s_later =
    [
        "app", "user", "group", "cgroup", "process.id", "flags", "remote.user", "container", "arrival.interface",
        "next.hop.interface", "interface.type", "local.address.type", "remote.address.type", "fragment", "packet.length",
        "mac.source", "mac.destination", "ethernet.type", "vlan.id", "tcp.flags", "original.profile",
    ];

    // What other tools call the same thing.
    private static readonly (string Foreign, string Ours)[] s_foreign =
    [
        ("protocol", "ip.protocol"), ("proto", "ip.protocol"), ("ip.proto", "ip.protocol"),
        ("address", "remote.address or local.address"), ("addr", "remote.address or local.address"),
        ("ip", "remote.address or local.address"), ("ip.addr", "remote.address or local.address"),
        ("remote", "remote.address or remote.port"), ("local", "local.address or local.port"),
        ("remote.ip", "remote.address"), ("local.ip", "local.address"),
        ("port", "remote.port or local.port"), ("tcp.port", "remote.port or local.port"), ("udp.port", "remote.port or local.port"),
        ("dport", "remote.port (outbound) or local.port (inbound)"), ("sport", "local.port (outbound) or remote.port (inbound)"),
        ("destination.port", "remote.port (outbound) or local.port (inbound)"),
        ("source.port", "local.port (outbound) or remote.port (inbound)"),
        ("daddr", "remote.address (outbound) or local.address (inbound)"), ("dst", "remote.address (outbound) or local.address (inbound)"),
        ("saddr", "local.address (outbound) or remote.address (inbound)"), ("src", "local.address (outbound) or remote.address (inbound)"),
        ("destination.address", "remote.address (outbound) or local.address (inbound)"),
        ("source.address", "local.address (outbound) or remote.address (inbound)"),
        ("iface", "interface"), ("iif", "interface"), ("oif", "interface"), ("dev", "interface"), ("device", "interface"),
        ("interface.name", "interface"), ("interface.index", "interface"), ("local.interface", "interface"),
        ("icmpv6.type", "icmp.type"), ("icmpv6.code", "icmp.code"), ("icmp6.type", "icmp.type"), ("icmp6.code", "icmp.code"),
    ];

    /// <summary>The field of a name, or <see langword="null"/>. Names are in lower case.</summary>
    public static PolicyField? Find(string name)
    {
        foreach (var field in All)
        {
            if (field.Name == name)
                return field;
        }

        return null;
    }

    /// <summary>What to tell somebody who wrote a name that <see cref="Find"/> does not know.</summary>
    internal static (string Message, string Advice) ExplainUnknown(string name)
    {
        var available = "available: " + string.Join(", ", All.Select(f => f.Name));
        var lowered = name.ToLowerInvariant();
        if (Find(lowered) is not null)
            return ($"unknown field '{name}'", $"names are in lower case: {lowered}");
        if (s_later.Contains(lowered))
            return ($"field '{name}' is not available yet", available);
        foreach (var (foreign, ours) in s_foreign)
        {
            if (foreign == lowered)
                return ($"unknown field '{name}'", $"write {ours}");
        }

        return Spelling.Nearest(name, All.Select(f => f.Name)) is { } meant
            ? ($"unknown field '{name}'", $"did you mean {meant}?")
            : ($"unknown field '{name}'", available);
    }
}
