namespace Weir.Policy;

/// <summary>The names that nftables and iptables print for numbers.</summary>
internal static class PacketNames
{
    private static readonly Dictionary<string, byte> s_protocols = Table(
        "icmp 1 igmp 2 ipv4 4 ipencap 4 tcp 6 udp 17 dccp 33 ipv6 41 gre 47 esp 50 ah 51 icmpv6 58 ipv6-icmp 58 ospf 89 vrrp 112"
        + " comp 108 ipcomp 108 sctp 132 udplite 136");

    private static readonly Dictionary<string, byte> s_icmpTypes = Table(
        "echo-reply 0 destination-unreachable 3 source-quench 4 redirect 5 echo-request 8 router-advertisement 9"
        + " router-solicitation 10 time-exceeded 11 parameter-problem 12 timestamp-request 13 timestamp-reply 14 info-request 15"
        + " info-reply 16 address-mask-request 17 address-mask-reply 18");

    private static readonly Dictionary<string, byte> s_icmpV6Types = Table(
        "destination-unreachable 1 packet-too-big 2 time-exceeded 3 parameter-problem 4 echo-request 128 echo-reply 129"
        + " mld-listener-query 130 mld-listener-report 131 mld-listener-done 132 mld-listener-reduction 132 nd-router-solicit 133"
        + " nd-router-advert 134 nd-neighbor-solicit 135 nd-neighbor-advert 136 nd-redirect 137 router-renumbering 138"
        + " ind-neighbor-solicit 141 ind-neighbor-advert 142 mld2-listener-report 143");

    private static readonly Dictionary<string, byte> s_icmpCodes = Table(
        "net-unreachable 0 host-unreachable 1 prot-unreachable 2 port-unreachable 3 frag-needed 4 net-prohibited 9"
        + " host-prohibited 10 admin-prohibited 13");

    private static readonly Dictionary<string, byte> s_icmpV6Codes = Table(
        "no-route 0 admin-prohibited 1 addr-unreachable 3 port-unreachable 4 policy-fail 5 reject-route 6");

    /// <summary>The protocols whose ports a layer has.</summary>
    public static IntervalSet PortProtocols { get; } = IntervalSet.Of(byte.MaxValue, [new(6, 6), new(17, 17), new(33, 33), new(132, 132), new(136, 136)]);

    public static byte? Protocol(string name) => Find(s_protocols, name);

    public static byte? IcmpType(string name, bool isV6) => Find(isV6 ? s_icmpV6Types : s_icmpTypes, name);

    public static byte? IcmpCode(string name, bool isV6) => Find(isV6 ? s_icmpV6Codes : s_icmpCodes, name);

    private static byte? Find(Dictionary<string, byte> names, string name) =>
        names.TryGetValue(name, out var number) ? number : byte.TryParse(name, out number) ? number : null;

    /// <summary>Names, each followed by its number.</summary>
    private static Dictionary<string, byte> Table(string text) =>
        text.Split(' ').Chunk(2).ToDictionary(entry => entry[0], entry => byte.Parse(entry[1]));
}
