using System.Text;

namespace Weir.Policy.Tests.Import.Packets;

public sealed class NftablesTests
{
    private const string Accept = """{"accept":null}""";
    private const string Drop = """{"drop":null}""";

    [Fact]
    public void The_first_match_of_a_chain_decides_and_the_policy_the_rest()
    {
        var result = Import(
            Chain("input", "drop"),
            Rule(Match("tcp dport", "22"), Accept),
            Rule(Match("ip saddr", """{"prefix":{"addr":"10.0.0.0","len":8}}"""), Drop));
        Assert.True(result.Report.IsComplete);
        Assert.Equal(
            [
                "InboundTransportV4 3 Permit IP_PROTOCOL Equal 6, IP_LOCAL_PORT Equal 22",
                "InboundTransportV6 2 Permit IP_PROTOCOL Equal 6, IP_LOCAL_PORT Equal 22",
            ],
            Describe(result, "handle 1").Select(line => line.Replace(" 5 ", " 3 ").Replace(" 4 ", " 2 ")));
        Assert.Equal(["InboundTransportV4 3 Block IP_REMOTE_ADDRESS Equal 10.0.0.0/255.0.0.0"], Describe(result, "handle 2"));
        Assert.Equal(["InboundTransportV4 2 Block ", "InboundTransportV6 1 Block "], Describe(result, "policy"));
    }

    [Theory]
    [InlineData("ip daddr", "\"192.0.2.1\"", "==", "OutboundTransportV4 IP_REMOTE_ADDRESS Equal 3221225985")]
    [InlineData("ip saddr", "\"192.0.2.1\"", "==", "OutboundTransportV4 IP_LOCAL_ADDRESS Equal 3221225985")]
    [InlineData("ip saddr", "\"0.0.0.1\"", "!=", "OutboundTransportV4 IP_LOCAL_ADDRESS Equal 0; IP_LOCAL_ADDRESS Range 2-4294967295")]
    [InlineData("ip6 daddr", "{\"prefix\":{\"addr\":\"fe80::\",\"len\":10}}", "==", "OutboundTransportV6 IP_REMOTE_ADDRESS Equal fe80::/10")]
    [InlineData("udp sport", "{\"range\":[5,7]}", "==", "both IP_PROTOCOL Equal 17; IP_LOCAL_PORT Range 5-7")]
    [InlineData("udp dport", "{\"set\":[5,{\"range\":[7,9]},6]}", "==", "both IP_PROTOCOL Equal 17; IP_REMOTE_PORT Range 5-9")]
    [InlineData("tcp dport", "1024", "<", "both IP_PROTOCOL Equal 6; IP_REMOTE_PORT Range 0-1023")]
    [InlineData("tcp dport", "1024", ">=", "both IP_PROTOCOL Equal 6; IP_REMOTE_PORT Range 1024-65535")]
    [InlineData("icmp type", "{\"set\":[\"echo-request\",\"redirect\"]}", "==", "OutboundTransportV4 IP_PROTOCOL Equal 1; IP_LOCAL_PORT Equal 5; IP_LOCAL_PORT Equal 8")]
    [InlineData("icmpv6 code", "\"port-unreachable\"", "==", "OutboundTransportV6 IP_PROTOCOL Equal 58; IP_REMOTE_PORT Equal 4")]
    [InlineData("meta l4proto", "{\"set\":[\"tcp\",\"udp\",132]}", "!=", "both IP_PROTOCOL Range 0-5; IP_PROTOCOL Range 7-16; IP_PROTOCOL Range 18-131; IP_PROTOCOL Range 133-255")]
    [InlineData("meta nfproto", "\"ipv6\"", "==", "OutboundTransportV6 ")]
    [InlineData("meta oifname", "\"eth0\"", "==", "both INTERFACE_INDEX Equal 2")]
    [InlineData("meta iifname", "\"eth0\"", "!=", "both ")]
    [InlineData("meta iif", "\"eth0\"", "==", "never")]
    public void Matches_become_conditions(string field, string value, string operation, string expected)
    {
        var result = Import(Chain("output", "accept"), Rule(Match(field, value, operation), Drop));
        Assert.True(result.Report.IsComplete, string.Join('\n', result.Report.Notes));
        var filters = Describe(result, "handle 1").Select(line => line.Split(' ')).Select(words => $"{words[0]} {string.Join(' ', words[3..])}".Replace(", ", "; ")).ToList();
        var found = filters.Count switch
        {
            0 => "never",
            2 => "both" + filters[0][filters[0].IndexOf(' ')..],
            _ => filters[0],
        };
        Assert.Equal(expected, found);
    }

    [Fact]
    public void Sets_concatenations_and_verdict_maps_are_taken_apart()
    {
        const string key = """{"concat":[{"payload":{"protocol":"ip","field":"saddr"}},{"payload":{"protocol":"tcp","field":"dport"}}]}""";
        var result = Import(
            Chain("input", "accept"),
            """{"set":{"family":"inet","table":"t","name":"s","type":["ipv4_addr","inet_service"],"flags":["interval"],"elem":[{"concat":[{"prefix":{"addr":"10.0.0.0","len":8}},{"range":[1,5]}]},{"elem":{"val":{"concat":["1.2.3.4",80]},"comment":"c"}}]}}""",
            Rule($$$"""{"match":{"op":"==","left":{{{key}}},"right":"@s"}}""", Drop),
            Rule("""{"vmap":{"key":{"payload":{"protocol":"udp","field":"dport"}},"data":{"set":[[53,{"drop":null}],[{"range":[60,61]},{"accept":null}]]}}}"""));
        Assert.True(result.Report.IsComplete, string.Join('\n', result.Report.Notes));
        Assert.Equal(
            ["Block IP_PROTOCOL Equal 6, IP_REMOTE_ADDRESS Equal 10.0.0.0/255.0.0.0, IP_LOCAL_PORT Range 1-5", "Block IP_PROTOCOL Equal 6, IP_REMOTE_ADDRESS Equal 16909060, IP_LOCAL_PORT Equal 80"],
            Describe(result, "handle 1").Select(line => line[(line.IndexOf(' ', 20) + 1)..]));
        Assert.Equal(4, Describe(result, "handle 2").Length);
    }

    [Fact]
    public void Jumps_and_returns_are_flattened()
    {
        var result = Import(
            Chain("input", "drop"),
            Chain("side", null),
            Rule(Match("meta l4proto", "\"tcp\""), """{"jump":{"target":"side"}}"""),
            Rule(Match("tcp dport", "80"), Accept),
            Rule(Match("tcp dport", "22"), """{"return":null}""").Replace("\"input\"", "\"side\""),
            Rule(Match("tcp dport", "{\"range\":[20,30]}"), Drop).Replace("\"input\"", "\"side\""));
        Assert.True(result.Report.IsComplete, string.Join('\n', result.Report.Notes));
        Assert.Contains("IP_LOCAL_PORT Range 20-21, IP_LOCAL_PORT Range 23-30", Describe(result, "handle 4")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_cannot_come_in_takes_along_what_depends_on_it_and_nothing_else()
    {
        const string established = """{"match":{"op":"in","left":{"ct":{"key":"state"}},"right":["established","related"]}}""";
        var result = Import(
            Chain("input", "drop"),
            Rule(Match("udp dport", "1"), Drop),
            Rule(established, Match("meta l4proto", "\"tcp\""), Accept),
            Rule(Match("tcp dport", "22"), Accept),
            Rule(Match("tcp dport", "23"), Drop),
            Rule(Match("udp dport", "53"), Drop));
        Assert.Equal(["rule", "rule", "chain"], result.Report.Notes.Where(note => note.Kind == ImportNoteKind.LeftOut).OrderBy(note => note.ObjectKind == "chain").Select(note => note.ObjectKind));
        Assert.Contains(result.Report.Notes, note => note.Text == "it asks connection tracking (state), which the packet layers do not");
        Assert.Contains(result.Report.Notes, note => note.Name.EndsWith("handle 4", StringComparison.Ordinal) && note.Text == "what it decides depends on rule 'inet t input handle 2', which was left out");

        // What is left is right whatever the missing rule does: it accepts, as this one does, or says nothing of UDP.
        Assert.Equal([2, 2, 2], new[] { "handle 1", "handle 3", "handle 5" }.Select(name => Describe(result, name).Length));
        Assert.Equal(6, result.Filters.Length);
        Assert.Equal(new ImportCount("rule", 5, 3, 0, 2), result.Report.Counts.Single(count => count.ObjectKind == "rule"));
    }

    [Theory]
    [InlineData("{\"limit\":{\"rate\":1,\"per\":\"second\"}}", "its verdict changes with time")]
    [InlineData("{\"match\":{\"op\":\"==\",\"left\":{\"&\":[{\"payload\":{\"protocol\":\"tcp\",\"field\":\"flags\"}},[\"syn\"]]},\"right\":\"syn\"}}", "it compares &")]
    [InlineData("{\"match\":{\"op\":\"==\",\"left\":{\"payload\":{\"protocol\":\"ip6\",\"field\":\"nexthdr\"}},\"right\":\"tcp\"}}", "meta l4proto is it always")]
    [InlineData("{\"match\":{\"op\":\"==\",\"left\":{\"payload\":{\"protocol\":\"th\",\"field\":\"dport\"}},\"right\":5}}", "protocols that have no ports")]
    [InlineData("{\"match\":{\"op\":\"==\",\"left\":{\"meta\":{\"key\":\"iifname\"}},\"right\":\"wan*\"}}", "by the pattern wan*")]
    [InlineData("{\"match\":{\"op\":\"==\",\"left\":{\"meta\":{\"key\":\"iifname\"}},\"right\":\"wan\"}}", "there is no interface wan")]
    [InlineData("{\"match\":{\"op\":\"==\",\"left\":{\"payload\":{\"protocol\":\"ip\",\"field\":\"saddr\"}},\"right\":\"@nowhere\"}}", "names the set nowhere, which is not there")]
    [InlineData("{\"match\":{\"op\":\"==\",\"left\":{\"payload\":{\"protocol\":\"ip\",\"field\":\"saddr\"}},\"right\":\"::1\"}}", "the value ::1 is none of ip saddr")]
    [InlineData("{\"queue\":{\"num\":1}}", "its statement 'queue' has no counterpart")]
    public void Rules_that_cannot_come_in_are_named_with_the_reason(string statement, string reason)
    {
        var result = Import(Chain("input", "accept"), Rule(statement, Drop));
        Assert.Contains(result.Report.Notes, note => note.Kind == ImportNoteKind.LeftOut && note.Name == "inet t input handle 1" && note.Text.Contains(reason, StringComparison.Ordinal));
        Assert.Empty(result.Filters);
    }

    [Fact]
    public void Other_hooks_and_tables_are_named()
    {
        var result = Import(
            Chain("prerouting", "accept"),
            Chain("input", "accept").Replace("filter", "nat").Replace("\"name\":\"input\"", "\"name\":\"nat\""),
            Chain("input", "accept").Replace("inet", "bridge"),
            """{"flowtable":{"family":"inet","table":"t","name":"f"}}""",
            Rule(Accept).Replace("\"input\"", "\"prerouting\""));
        Assert.Empty(result.Filters);
        Assert.Equal([("chain", 3), ("rule", 1), ("set", 0), ("flowtable", 1)], result.Report.Counts.Select(count => (count.ObjectKind, count.LeftOut)));
    }

    [Theory]
    [InlineData("table inet t {\n}", "nft -j list ruleset")]
    [InlineData("{\"nftables\": [", "unchanged")]
    [InlineData("{\"nftables\": 7}", "nft -j list ruleset")]
    [InlineData("{\"nftables\": [{\"chain\": {\"name\": \"\\ud800\"}}]}", "both halves")]
    [InlineData("{\"nftables\": [{\"\\udc00\": {}}]}", "both halves")]
    public void What_is_no_ruleset_is_refused(string text, string advice)
    {
        var exception = Assert.Throws<PolicyException>(() => Read(text));
        Assert.Contains(advice, exception.Diagnostics[0].Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Chains_that_go_in_circles_or_grow_without_end_are_left_out()
    {
        var circle = Import(Chain("input", "drop"), Chain("side", null), Rule("""{"jump":{"target":"side"}}"""), Rule("""{"jump":{"target":"side"}}""").Replace("\"input\"", "\"side\""));
        Assert.Empty(circle.Filters);
        Assert.Contains(circle.Report.Notes, note => note.Text.Contains("deep", StringComparison.Ordinal));
        var returns = Enumerable.Range(1, 400).Select(i => Rule(Match("ip saddr", $"\"10.0.0.{i % 250}\""), Match("tcp dport", $"{i}"), Match("ip daddr", $"\"10.0.1.{i % 200}\""), """{"return":null}"""));
        var large = Import([Chain("input", "drop"), .. returns]);
        Assert.Contains(large.Report.Notes, note => note.Text.Contains($"more than {PacketFlattening.MostBoxes} sets of packets", StringComparison.Ordinal));
    }

    private static int s_handle;

    private static string Chain(string name, string? policy) => policy is null
        ? $$$"""{"chain":{"family":"inet","table":"t","name":"{{{name}}}","handle":1}}"""
        : $$$"""{"chain":{"family":"inet","table":"t","name":"{{{name}}}","handle":1,"type":"filter","hook":"{{{name}}}","prio":0,"policy":"{{{policy}}}"}}""";

    private static string Rule(params string[] statements) =>
        $$$"""{"rule":{"family":"inet","table":"t","chain":"input","handle":HANDLE,"expr":[{{{string.Join(',', statements)}}}]}}""";

    private static string Match(string field, string value, string operation = "==")
    {
        var words = field.Split(' ');
        var left = words[0] == "meta" ? $$$"""{"meta":{"key":"{{{words[1]}}}"}}""" : $$$"""{"payload":{"protocol":"{{{words[0]}}}","field":"{{{words[1]}}}"}}""";
        return $$$"""{"match":{"op":"{{{operation}}}","left":{{{left}}},"right":{{{value}}} }}""";
    }

    private static string[] Describe(ImportResult result, string name) =>
    [
        .. result.Filters.Where(filter => filter.Name.EndsWith(name, StringComparison.Ordinal))
            .Select(filter => $"{filter.Layer} {filter.Weight.Value} {filter.Action} {string.Join(", ", filter.Conditions)}"),
    ];

    private static ImportResult Import(params string[] objects)
    {
        s_handle = 0;
        var output = objects.Any(text => text.Contains("\"hook\":\"output\"", StringComparison.Ordinal));
        var numbered = objects.Select(text => text.Replace("HANDLE", text.Contains("HANDLE", StringComparison.Ordinal) ? $"{++s_handle}" : "", StringComparison.Ordinal));
        var document = $$$"""{"nftables":[{"metainfo":{"json_schema_version":1}},{"table":{"family":"inet","name":"t","handle":1}},{{{string.Join(',', numbered)}}}]}""";
        return Read(output ? document.Replace("\"chain\":\"input\"", "\"chain\":\"output\"", StringComparison.Ordinal) : document);
    }

    private static ImportResult Read(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return new NftablesImporter().Import(stream, new ImportOptions { Interfaces = new TestInterfaces() });
    }
}
