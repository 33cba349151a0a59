using System.Text;

namespace Weir.EndToEnd.Tests.Import;

/// <summary>Writes nftables rule sets of everything that the importer takes.</summary>
internal sealed class TwinRules(Random random, TwinPackets packets, string interfaceName)
{
    private int _sets;

    public string Next()
    {
        var text = new StringBuilder();
        for (var table = 1 + random.Next(2); table > 0; table--)
            AddTable(text, $"t{table}", Pick("inet", "inet", "ip", "ip6"));
        return text.ToString();
    }

    private void AddTable(StringBuilder text, string name, string family)
    {
        var sets = new StringBuilder();
        var chains = new StringBuilder();
        var userChains = random.Next(4);

        // A chain may go to those before it only, so that nothing goes in circles.
        for (var i = 0; i < userChains; i++)
            AddChain(chains, sets, $"u{i}", header: null, family, i);
        foreach (var hook in (string[])["input", "output"])
        {
            for (var i = random.Next(3); i > 0; i--)
                AddChain(chains, sets, $"{hook}{i}", $"type filter hook {hook} priority {random.Next(-200, 200)}; policy {Pick("accept", "accept", "drop")};", family, userChains);
        }

        text.Append($"table {family} {name} {{\n{sets}{chains}}}\n");
    }

    private void AddChain(StringBuilder text, StringBuilder sets, string name, string? header, string family, int targets)
    {
        text.Append($"  chain {name} {{\n{(header is null ? "" : $"    {header}\n")}");
        for (var i = random.Next(1, 14); i > 0; i--)
        {
            var isV6 = family == "ip6" || (family == "inet" && random.Next(2) == 0);
            text.Append($"    {Rule(sets, family, isV6, targets, isBase: header is not null)}\n");
        }

        text.Append("  }\n");
    }

    private string Rule(StringBuilder sets, string family, bool isV6, int targets, bool isBase)
    {
        if (random.Next(12) == 0)
            return $"{Pick("tcp", "udp")} dport vmap {{ {string.Join(", ", Distinct(3, () => $"{Port()}").Select(port => $"{port} : {Verdict(targets, isBase)}"))} }}";
        if (random.Next(10) == 0)
            return Concatenation(sets, isV6, Verdict(targets, isBase));
        var matches = Distinct(1 + random.Next(3), () => Match(sets, family, isV6)).GroupBy(match => match.Split(' ')[0] is "icmp" or "icmpv6" or "tcp" or "udp" or "sctp" or "meta" ? "protocol" : match.Split(' ')[1])
            .Select(group => group.First());
        return $"{string.Join(' ', matches)} {(random.Next(4) == 0 ? "counter " : "")}{Verdict(targets, isBase)}{(random.Next(8) == 0 ? " comment \"why\"" : "")}";
    }

    private string Match(StringBuilder sets, string family, bool isV6)
    {
        var ip = isV6 ? "ip6" : "ip";
        switch (random.Next(12))
        {
            case 0 or 1:
                return $"{ip} saddr {Not()}{Network(isV6)}";
            case 2 or 3:
                return $"{ip} daddr {Not()}{Network(isV6)}";
            case 4:
                return $"{ip} {Pick("saddr", "daddr")} {Not()}@{AddressSet(sets, isV6)}";
            case 5:
                return $"{ip} {Pick("saddr", "daddr")} {Not()}{{ {string.Join(", ", Distinct(3, () => packets.Address(isV6, random.Next(2) == 0)))} }}";
            case 6 or 7:
                return $"{Pick("tcp", "udp", "sctp")} {Pick("sport", "dport")} {Not()}{Ports()}";
            case 8:
                return $"{Pick("tcp", "udp")} dport {Pick("<", ">", "<=", ">=")} {random.GetItems(new[] { 22, 80, 1023, 8080 }, 1)[0]}";
            case 9:
                return isV6
                    ? $"icmpv6 {Pick("type " + Not() + random.GetItems(TwinPackets.IcmpV6Types, 1)[0], "code " + random.Next(5))}"
                    : $"icmp {Pick("type " + Not() + random.GetItems(TwinPackets.IcmpTypes, 1)[0], "code " + random.Next(5))}";
            case 10:
                return $"meta l4proto {Not()}{Pick("tcp", "{ tcp, udp }", "{ 1, 58, 132 }", "47", "50-60")}";
            default:
                return $"{Pick("iifname", "oifname")} {Not()}{Pick("lo", interfaceName)}{(family == "inet" && random.Next(2) == 0 ? $" meta nfproto {(isV6 ? "ipv6" : "ipv4")}" : "")}";
        }
    }

    private string Concatenation(StringBuilder sets, bool isV6, string verdict)
    {
        var ip = isV6 ? "ip6" : "ip";
        var name = $"s{_sets++}";
        var elements = Distinct(4, () => $"{packets.Address(isV6, local: false)} . {Port()}");
        sets.Append($"  set {name} {{\n    type {(isV6 ? "ipv6_addr" : "ipv4_addr")} . inet_service\n    elements = {{ {string.Join(", ", elements)} }}\n  }}\n");
        return $"{ip} saddr . {Pick("tcp", "udp")} dport @{name} {verdict}";
    }

    private string AddressSet(StringBuilder sets, bool isV6)
    {
        var name = $"s{_sets++}";
        sets.Append($"  set {name} {{\n    type {(isV6 ? "ipv6_addr" : "ipv4_addr")}\n    flags interval\n    auto-merge\n    elements = {{ {string.Join(", ", Distinct(3, () => Network(isV6)))} }}\n  }}\n");
        return name;
    }

    private string Network(bool isV6)
    {
        var address = packets.Address(isV6, random.Next(2) == 0);
        if (random.Next(4) == 0)
        {
            var parts = address.Split(isV6 ? "::" : ".");
            return isV6 ? $"{parts[0]}::1-{parts[0]}::7" : $"{parts[0]}.{parts[1]}.0.2-{parts[0]}.{parts[1]}.1.3";
        }

        return $"{address}/{(isV6 ? random.GetItems(new[] { 32, 48, 125, 126, 128 }, 1)[0] : random.GetItems(new[] { 8, 16, 24, 30, 31, 32 }, 1)[0])}";
    }

    private string Ports() => random.Next(3) switch
    {
        0 => $"{Port()}",
        1 => Pick("1-22", "53-80", "80-1024", "1024-65535"),
        _ => $"{{ {string.Join(", ", Distinct(3, () => $"{Port()}"))} }}",
    };

    private int Port() => random.GetItems(TwinPackets.Ports, 1)[0];

    private string Verdict(int targets, bool isBase) => random.Next(8) switch
    {
        0 or 1 or 2 => "accept",
        3 or 4 => "drop",
        5 when !isBase || random.Next(3) == 0 => "return",
        6 or 7 when targets > 0 => $"{Pick("jump", "jump", "goto")} u{random.Next(targets)}",
        _ => "accept",
    };

    private string Not() => random.Next(4) == 0 ? "!= " : "";

    private string Pick(params string[] words) => random.GetItems(words, 1)[0];

    private static List<string> Distinct(int number, Func<string> make) => [.. Enumerable.Range(0, number).Select(_ => make()).Distinct()];
}
