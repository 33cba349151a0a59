using System.Text;
using Weir.Policy.Tests.Import.Wfp;

namespace Weir.Policy.Tests.Fuzzing;

/// <summary>The parsers that read what strangers write.</summary>
internal static class FuzzTargets
{
    private const string Policy =
        """
        provider: {name: tests, description: d, key: 0d1c2b3a-0000-0000-0000-000000000001}
        sublayers:
          - {name: s, weight: 0x2000, fail: closed}
        callouts:
          - {name: c, class: Some.Class, layer: outbound-transport-v4}
        filters:
          - name: first
            layer: [outbound-transport, inbound-transport]
            sublayer: s
            when: >
              not (remote.address in [192.0.2.0/24, 2001:db8::/32] or remote.port not in [80, 8000-8080])
              and interface != "eth0"
            action: block
            weight: {exact: 0xffff}
          - {name: slow, layer: outbound-transport, sublayer: s, when: "remote.port == 80", action: limit 20mbit burst 256kB}
          - {name: ask, layer: outbound-transport-v4, action: callout-unknown, callout: c, context: 7, flags: [permit-if-callout-unregistered]}
          - name: second
            layer: ale-auth-connect
            conditions:
              - {field: icmp.type, match: equal, value: [8, 128]}
              - {field: remote.port, match: range, value: 8000-8080}
            action: permit
            hard: true
        """;

    private static readonly string[] s_expressionWords =
    [
        "remote.port", "local.port", "remote.address", "icmp.type", "icmp.code", "interface", "direction", "ip.protocol", "app", "user", "flags", "cgroup", "/system.slice/nginx.service",
        " == ", " != ", " <= ", " >= ", " < ", " > ", " in ", " not in ", " not ", " and ", " or ", " all ", " any ", " none ", "startswith", "endswith",
        "(", ")", "[", "]", ", ", "80", "8000-8080", "-", "192.0.2.1", "10.0.0.0/8", "::", "2001:db8::/32", "fe80::1%eth0", "tcp", "icmpv6", "\"", "'", "%", "\0", "\u2028", "\ufeff",
    ];

    private static readonly string[] s_policyWords =
    [
        .. s_expressionWords, "{", "}", ": ", "#", "- ", "\n", "\n    ", "\t", "&a ", "*a", "!x ", "|", ">", "? ", "--- ", "...", "<<: ", "when: ", "conditions:\n", "name: x", "filters:\n",
        "sublayers:\n", "callouts:\n", "provider: p\n", "layer: stream-v4\n", "action: block\n", "limit ", "1.5mbit", "1000pps", " burst ", "9999999999", "MiB", "weight: auto\n", "key: ", "null", "~", "true", "0x", "1e9", "\"\\u0000\"",
    ];

    public static FuzzTarget PolicyFile { get; } = new("policy", [Policy, Policy.Replace("\n", "\r\n")], s_policyWords, bytes => PolicyText.Lower(Encoding.UTF8.GetString(bytes)).Warnings.Select(warning => warning.Message));

    public static FuzzTarget Expression { get; } = new(
        "expression",
        [
            "not (remote.address in [192.0.2.0/24, 2001:db8::/32] or remote.port not in [80, 8000-8080]) and interface != \"eth0\"",
            "ip.protocol == tcp and remote.port in [80, 443] or icmp.type == 8 and icmp.code <= 3",
            "direction == outbound and not (local.port >= 1024 and local.address == 10.0.0.1-10.0.0.9)",
        ],
        s_expressionWords,
        bytes => PolicyText.Lower(PolicyText.WithExpression($"'{Line(Encoding.UTF8.GetString(bytes))}'")).Warnings.Select(warning => warning.Message));

    public static FuzzTarget WfpXml { get; } = new(
        "wfp-xml",
        [Export().ToState(), Export().ToFilters()],
        [
            "<item>", "</item>", "<filters>", "</filters>", "<layers>", "<layer>", "<providers/>", "<wfpstate>", "</wfpstate>", "<wfpdiag>", "<firewallState/>", "<filterCondition>", "<conditionValue>",
            "<rangeValue>", "<valueLow>", "<type>FWP_RANGE_TYPE</type>", "<type>FWP_UINT64</type>", "<uint8>", "<sd>O:SYD:(A;;CC;;;WD)</sd>", "(XA;;CC;;;WD;(", "<byteBlob><data>", "FWP_MATCH_NOT_EQUAL",
            "FWPM_CONDITION_FLAGS", "FWPM_LAYER_STREAM_V4", "FWPM_SUBLAYER_INSPECTION", "FWPM_FILTER_FLAG_PERSISTENT", "FWPM_FILTER_FLAG_BOOTTIME", "<?xml version=\"1.0\"?>", "<!DOCTYPE a>", "<!--", "-->",
            "<![CDATA[", "]]>", "&lt;", "&#x0;", "&a;", "<?a ", "?>", "xmlns=\"u:", "{00000001-0000-0000-0102-030405060708}", "00000300", "1.2.3.4", "fe80::", "\0", "\u0001", "\ufeff", "<a b='c'/>",
        ],
        bytes => Import(new WfpXmlImporter(), bytes));

    public static FuzzTarget Nftables { get; } = new(
        "nftables",
        [
            """{"nftables":[{"metainfo":{}},{"table":{"family":"inet","name":"t","flags":"owner"}},{"set":{"family":"inet","table":"t","name":"s","type":["ipv4_addr","inet_service"],"flags":["interval"],"elem":[{"concat":[{"prefix":{"addr":"10.0.0.0","len":8}},{"range":[1,5]}]},{"elem":{"val":{"concat":["1.2.3.4",80]}}}]}},{"chain":{"family":"inet","table":"t","name":"side"}},{"chain":{"family":"inet","table":"t","name":"c","type":"filter","hook":"input","prio":0,"policy":"drop"}},{"rule":{"family":"inet","table":"t","chain":"c","handle":1,"expr":[{"match":{"op":"==","left":{"concat":[{"payload":{"protocol":"ip","field":"saddr"}},{"payload":{"protocol":"tcp","field":"dport"}}]},"right":"@s"}},{"counter":{}},{"accept":null}]}},{"rule":{"family":"inet","table":"t","chain":"c","handle":2,"comment":"a","expr":[{"vmap":{"key":{"payload":{"protocol":"udp","field":"dport"}},"data":{"set":[[53,{"drop":null}],[{"range":[60,61]},{"jump":{"target":"side"}}]]}}}]}},{"rule":{"family":"inet","table":"t","chain":"side","handle":3,"expr":[{"match":{"op":"!=","left":{"meta":{"key":"l4proto"}},"right":{"set":["tcp","udp",132]}}},{"return":null}]}},{"rule":{"family":"inet","table":"t","chain":"side","handle":4,"expr":[{"match":{"op":"in","left":{"ct":{"key":"state"}},"right":["established"]}},{"reject":{}}]}}]}""",
        ],
        [
            "{", "}", "[", "]", ",", ":", "null", "true", "\"", "{\"match\":{", "\"op\":\"!=\"", "\"left\":", "\"right\":", "{\"payload\":{\"protocol\":\"icmp\",\"field\":\"type\"}}", "{\"meta\":{\"key\":\"iifname\"}}",
            "{\"prefix\":{\"addr\":\"::\",\"len\":128}}", "{\"range\":[", "{\"set\":[", "\"@s\"", "{\"drop\":null}", "{\"goto\":{\"target\":\"side\"}}", "{\"return\":null}", "{\"jump\":{\"target\":\"c\"}}", "\"hook\":\"output\"", "\"\\ud800\"", "1e400",
        ],
        bytes => Import(new NftablesImporter(), bytes));

    public static FuzzTarget Iptables { get; } = new(
        "iptables-save",
        [
            "# Generated by iptables-save v1.8.9\n*filter\n:INPUT DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n:web - [0:0]\n-A INPUT -s 10.0.0.0/8 -i eth0 -p tcp -m tcp --dport 22:80 -j ACCEPT\n-A INPUT ! -d 192.0.2.1/32 -p udp -m multiport --sports 1,5:7 -m comment --comment \"a b\" -j web\n-A web -p icmp -m icmp --icmp-type 3/4 -j RETURN\n-A web -m conntrack --ctstate ESTABLISHED -j REJECT --reject-with icmp-port-unreachable\n-A OUTPUT -m iprange --src-range 10.0.0.1-10.0.0.9 -g web\nCOMMIT\n",
            "# Generated by ip6tables-save v1.8.9\n*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 128 -j DROP\n-A INPUT -s fe80::/10 -j ACCEPT\nCOMMIT\n",
        ],
        [
            "-A INPUT ", "-A web ", "-A OUTPUT ", " -j ACCEPT", " -j DROP", " -j web", " -g web", " -j RETURN", " ! ", " -s ", " -d ", " -p tcp", " -p 255", " --dport ", " --ports ", " --sport :", "\n", "\"", "\\", ":", ",", "/", "-", "*filter\n", "*nat\n", "COMMIT\n",
            ":web - [0:0]\n", "::", "fe80::/10", "10.0.0.0/255.0.0.0", "[1:2] ", "#", "--icmp-type any", "--comment ", " -m limit --limit 1/s",
        ],
        bytes => Import(new IptablesImporter(), bytes));

    public static IEnumerable<FuzzTarget> All => [PolicyFile, Expression, WfpXml, Nftables, Iptables];

    private static IEnumerable<string> Import(IPolicyImporter importer, byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        PolicyImporters.Recognize(stream);
        stream.Position = 0;
        return importer.Import(stream, new ImportOptions()).Report.Notes.Select(note => note.Text);
    }

    private static WfpExport Export() => new WfpExport()
        .Provider("FWPM_PROVIDER_IKEEXT", "IKE", "FWPM_PROVIDER_FLAG_PERSISTENT", "Svc")
        .Context(WfpExport.Key(2), "bytes", "FWPM_GENERAL_CONTEXT", "<dataBuffer><data>0a0b0c</data></dataBuffer>")
        .Context(WfpExport.Key(3), "options", "FWPM_CLASSIFY_OPTIONS_CONTEXT", "<classifyOptions><options><item><type>FWP_CLASSIFY_OPTION_UNICAST_LIFETIME</type><value><type>FWP_UINT32</type><uint32>30</uint32></value></item></options></classifyOptions>")
        .SubLayer(WfpExport.Key(4), "office", 0x2001)
        .Callout(WfpExport.Key(5), "watch", "FWPM_LAYER_ALE_AUTH_CONNECT_V4", "FWPM_CALLOUT_FLAG_USES_PROVIDER_CONTEXT 00000300")
        .Filter(WfpExport.Key(6), "ask", action: $"<type>FWP_ACTION_CALLOUT_UNKNOWN</type><filterType>{WfpExport.Key(5)}</filterType>", context: $"<providerContextKey>{WfpExport.Key(2)}</providerContextKey>")
        .Filter(
            WfpExport.Key(7),
            "block",
            WfpExport.Condition("IP_REMOTE_ADDRESS", "RANGE", WfpExport.Range("UINT32", "uint32", "10.0.0.0", "10.255.255.255"))
            + WfpExport.Condition("ALE_USER_ID", "EQUAL", WfpExport.Value("SECURITY_DESCRIPTOR_TYPE", "sd", "O:SYG:SYD:(A;;CCRC;;;S-1-5-80-1)(XA;;CC;;;WD;(WIN://SYSAPPID Contains 1))"))
            + WfpExport.Condition("ALE_APP_ID", "EQUAL", WfpExport.Blob(@"\device\x.exe"))
            + WfpExport.Condition("TUNNEL_TYPE", "EQUAL", WfpExport.Value("UINT32", "uint32", "0")),
            subLayer: WfpExport.Key(4),
            weight: "<type>FWP_UINT8</type><uint8>15</uint8>",
            flags: "FWPM_FILTER_FLAG_CLEAR_ACTION_RIGHT FWPM_FILTER_FLAG_INDEXED");

    private static string Line(string text) => text.Replace("'", "''", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
