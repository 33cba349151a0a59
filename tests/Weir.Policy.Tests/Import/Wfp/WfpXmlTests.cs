using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Text;
using Weir.Engine;

namespace Weir.Policy.Tests.Import.Wfp;

public sealed class WfpXmlTests
{
    private const string Connect = "FWPM_LAYER_ALE_AUTH_CONNECT_V4";

    [Fact]
    public void Every_kind_of_object_comes_in()
    {
        var result = Import(new WfpExport()
            .Provider("FWPM_PROVIDER_IKEEXT", "IKE")
            .Provider(WfpExport.Key(1), "office", "FWPM_PROVIDER_FLAG_PERSISTENT", "OfficeSvc")
            .Context(WfpExport.Key(2), "bytes", "FWPM_GENERAL_CONTEXT", "<dataBuffer><data>0a0b0c</data><asString>...</asString></dataBuffer>")
            .Context(
                WfpExport.Key(3),
                "options",
                "FWPM_CLASSIFY_OPTIONS_CONTEXT",
                "<classifyOptions><options numItems=\"2\"><item><type>FWP_CLASSIFY_OPTION_LOOSE_SOURCE_MAPPING</type><value><type>FWP_UINT32</type><uint32>1</uint32></value></item>"
                + "<item><type>FWP_CLASSIFY_OPTION_UNICAST_LIFETIME</type><value><type>FWP_UINT32</type><uint32>30</uint32></value></item></options></classifyOptions>")
            .SubLayer("FWPM_SUBLAYER_UNIVERSAL", "universal", 32768)
            .SubLayer("{ba69dc66-5176-4979-9c89-26a7b46a8327}", "WFP Built-in Edge Traversal", 1)
            .SubLayer(WfpExport.Key(4), "office", 0x2001, "FWPM_SUBLAYER_FLAG_PERSISTENT")
            .Callout(WfpExport.Key(5), "watch", Connect, "FWPM_CALLOUT_FLAG_USES_PROVIDER_CONTEXT FWPM_CALLOUT_FLAG_REGISTERED 00000300")
            .Filter(WfpExport.Key(6), "block all", subLayer: WfpExport.Key(4))
            .Filter(
                WfpExport.Key(7),
                "ask",
                action: $"<type>FWP_ACTION_CALLOUT_UNKNOWN</type><filterType>{WfpExport.Key(5)}</filterType>",
                flags: "FWPM_FILTER_FLAG_HAS_PROVIDER_CONTEXT FWPM_FILTER_FLAG_PERMIT_IF_CALLOUT_UNREGISTERED FWPM_FILTER_FLAG_INDEXED",
                context: $"<providerContextKey>{WfpExport.Key(2)}</providerContextKey>",
                provider: WfpExport.Key(1))
            .ToState());

        Assert.Equal(
            [new("provider", 2, 2, 0, 0), new("provider context", 2, 2, 0, 0), new("sublayer", 3, 1, 2, 0), new("callout", 1, 1, 0, 0), new ImportCount("filter", 2, 2, 0, 0)],
            result.Report.Counts);
        Assert.Equal(BuiltInProviders.IkeExt, result.Providers[0].Key);
        Assert.Equal(("OfficeSvc", true), (result.Providers[1].ServiceName, result.Providers[1].Persistent));
        Assert.Equal([0x0a, 0x0b, 0x0c], result.ProviderContexts[0].Data.Bytes.ToArray());
        Assert.Equal(new ClassifyOptions { LooseSourceMapping = true, UnicastLifetime = TimeSpan.FromSeconds(30) }, result.ProviderContexts[1].ClassifyOptions);
        Assert.Equal((0x2001, true), (result.SubLayers[0].Weight, result.SubLayers[0].Persistent));
        Assert.True(result.Callouts[0].UsesProviderContext);
        Assert.Equal(Guid.Parse(WfpExport.Key(4)), result.Filters[0].SubLayer);
        Assert.Equal(
            (FilterAction.CalloutUnknown, Guid.Parse(WfpExport.Key(5)), Guid.Parse(WfpExport.Key(2)), FilterFlags.PermitIfCalloutUnregistered),
            (result.Filters[1].Action, result.Filters[1].Callout, result.Filters[1].ProviderContext, result.Filters[1].Flags));
        Assert.Contains(result.Report.Notes, note => note.Text.Contains("0x00000300", StringComparison.Ordinal));
        Installs(result);
    }

    public static TheoryData<string, string, FilterMatchType, FilterValue> Values => new()
    {
        { "IP_PROTOCOL", WfpExport.Condition("IP_PROTOCOL", "EQUAL", WfpExport.Value("UINT8", "uint8", "6")), FilterMatchType.Equal, FilterValue.UInt8(6) },
        { "IP_REMOTE_PORT", WfpExport.Condition("IP_REMOTE_PORT", "NOT_EQUAL", WfpExport.Value("UINT16", "uint16", "443")), FilterMatchType.NotEqual, FilterValue.UInt16(443) },
        { "IP_REMOTE_PORT", WfpExport.Condition("IP_REMOTE_PORT", "GREATER", WfpExport.Value("UINT16", "uint16", "1023")), FilterMatchType.Greater, FilterValue.UInt16(1023) },
        { "IP_REMOTE_PORT", WfpExport.Condition("IP_REMOTE_PORT", "LESS", WfpExport.Value("UINT16", "uint16", "1023")), FilterMatchType.Less, FilterValue.UInt16(1023) },
        { "IP_REMOTE_PORT", WfpExport.Condition("IP_REMOTE_PORT", "GREATER_OR_EQUAL", WfpExport.Value("UINT16", "uint16", "1")), FilterMatchType.GreaterOrEqual, FilterValue.UInt16(1) },
        { "IP_REMOTE_PORT", WfpExport.Condition("IP_REMOTE_PORT", "LESS_OR_EQUAL", WfpExport.Value("UINT16", "uint16", "0x50")), FilterMatchType.LessOrEqual, FilterValue.UInt16(80) },
        { "IP_REMOTE_ADDRESS", WfpExport.Condition("IP_REMOTE_ADDRESS", "EQUAL", WfpExport.Value("UINT32", "uint32", "192.0.2.1")), FilterMatchType.Equal, FilterValue.UInt32(0xc0000201) },
        { "IP_REMOTE_ADDRESS", WfpExport.Condition("IP_REMOTE_ADDRESS", "EQUAL", WfpExport.Value("UINT32", "uint32", "3221225985")), FilterMatchType.Equal, FilterValue.UInt32(0xc0000201) },
        { "IP_REMOTE_ADDRESS", WfpExport.Condition("IP_REMOTE_ADDRESS", "RANGE", WfpExport.Range("UINT32", "uint32", "10.0.0.0", "10.255.255.255")), FilterMatchType.Range, FilterValue.AddressRange(IPAddress.Parse("10.0.0.0"), IPAddress.Parse("10.255.255.255")) },
        { "IP_REMOTE_ADDRESS", WfpExport.Condition("IP_REMOTE_ADDRESS", "EQUAL", "<type>FWP_V4_ADDR_MASK</type><v4AddrMask><addr>10.0.0.0</addr><mask>255.0.0.0</mask></v4AddrMask>"), FilterMatchType.Equal, FilterValue.V4AddressMask(0x0a000000, 0xff000000) },
        { "IP_REMOTE_ADDRESS", WfpExport.Condition("IP_REMOTE_ADDRESS", "EQUAL", "<type>FWP_V4_ADDR_MASK</type><v4AddrMask><addr>167772160</addr><mask>4278190080</mask></v4AddrMask>"), FilterMatchType.Equal, FilterValue.V4AddressMask(0x0a000000, 0xff000000) },
        { "FLAGS", WfpExport.Condition("FLAGS", "FLAGS_ALL_SET", WfpExport.Value("UINT32", "uint32", "1")), FilterMatchType.FlagsAllSet, FilterValue.UInt32(1) },
        { "FLAGS", WfpExport.Condition("FLAGS", "FLAGS_ANY_SET", WfpExport.Value("UINT32", "uint32", "3")), FilterMatchType.FlagsAnySet, FilterValue.UInt32(3) },
        { "FLAGS", WfpExport.Condition("FLAGS", "FLAGS_NONE_SET", WfpExport.Value("UINT32", "uint32", "2")), FilterMatchType.FlagsNoneSet, FilterValue.UInt32(2) },
        { "IP_LOCAL_INTERFACE", WfpExport.Condition("IP_LOCAL_INTERFACE", "EQUAL", WfpExport.Value("UINT64", "uint64", "19985273152602112")), FilterMatchType.Equal, FilterValue.UInt64(19985273152602112) },
        { "IP_LOCAL_ADDRESS", WfpExport.Condition("IP_LOCAL_ADDRESS", "EQUAL", "<type>FWP_EMPTY</type>"), FilterMatchType.Equal, FilterValue.Empty },
        { "ALE_APP_ID", WfpExport.Condition("ALE_APP_ID", "EQUAL", WfpExport.Blob(@"\device\harddiskvolume3\windows\system32\svchost.exe")), FilterMatchType.Equal, FilterValue.WindowsAppId(@"\device\harddiskvolume3\windows\system32\svchost.exe") },
        { "ALE_APP_ID", WfpExport.Condition("ALE_APP_ID", "PREFIX", WfpExport.Value("BYTE_BLOB_TYPE", "byteBlob", "<data>0a0B</data>")), FilterMatchType.Prefix, FilterValue.ByteBlob([0x0a, 0x0b]) },
        { "ALE_APP_ID", WfpExport.Condition("ALE_APP_ID", "NOT_PREFIX", WfpExport.Value("BYTE_BLOB_TYPE", "byteBlob", "<data/>")), FilterMatchType.NotPrefix, FilterValue.ByteBlob([]) },
        { "ALE_PACKAGE_ID", WfpExport.Condition("ALE_PACKAGE_ID", "NOT_EQUAL", WfpExport.Value("SID", "sid", "S-1-0-0")), FilterMatchType.NotEqual, FilterValue.Sid(SecurityIdentifier.Nobody) },
        { "ALE_USER_ID", WfpExport.Condition("ALE_USER_ID", "EQUAL", WfpExport.Value("SECURITY_DESCRIPTOR_TYPE", "sd", "O:SYG:SYD:(A;;CCRC;;;SY)")), FilterMatchType.Equal, FilterValue.SecurityDescriptor(SecurityDescriptor.ForMatching([Principal.Root])) },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Values_of_conditions_are_read(string field, string condition, FilterMatchType match, FilterValue value)
    {
        var filter = Assert.Single(Import(new WfpExport().Filter(WfpExport.Key(1), "f", condition).ToState()).Filters);
        Assert.Equal(new FilterCondition(Fields.Find(field)!.Value, match, value), Assert.Single(filter.Conditions));
    }

    [Fact]
    public void Values_of_the_layers_for_IPv6_and_frames_are_read()
    {
        var result = Import(new WfpExport()
            .Filter(
                WfpExport.Key(1),
                "v6",
                WfpExport.Condition("IP_REMOTE_ADDRESS", "EQUAL", "<type>FWP_V6_ADDR_MASK</type><v6AddrMask><addr>fe80::</addr><prefixLength>10</prefixLength></v6AddrMask>")
                + WfpExport.Condition("IP_REMOTE_ADDRESS", "EQUAL", WfpExport.Value("BYTE_ARRAY16_TYPE", "byteArray16", "2001:db8::1"))
                + WfpExport.Condition("IP_REMOTE_ADDRESS", "RANGE", WfpExport.Range("BYTE_ARRAY16_TYPE", "byteArray16", "ff00::", "ff0f::ffff")),
                "FWPM_LAYER_ALE_AUTH_CONNECT_V6")
            .Filter(
                WfpExport.Key(2),
                "frame",
                WfpExport.Condition("MAC_REMOTE_ADDRESS", "EQUAL", WfpExport.Value("BYTE_ARRAY6_TYPE", "byteArray6", "00:0a:0b:0c:0d:0e")),
                "FWPM_LAYER_INBOUND_MAC_FRAME_ETHERNET")
            .ToState());
        Assert.True(result.Report.IsComplete, string.Join('\n', result.Report.Notes));
        Assert.Equal(
            [
                FilterCondition.RemoteAddress(IPNetwork.Parse("fe80::/10")),
                FilterCondition.RemoteAddress(IPAddress.Parse("2001:db8::1")),
                FilterCondition.RemoteAddress(IPAddress.Parse("ff00::"), IPAddress.Parse("ff0f::ffff")),
            ],
            result.Filters[0].Conditions);
        Assert.Equal(FilterValue.ByteArray6([0, 10, 11, 12, 13, 14]), result.Filters[1].Conditions[0].Value);
    }

    [Theory]
    [InlineData("O:SYG:SYD:(A;;CCRC;;;SY)(A;;CC;;;S-1-22-1-1000)(D;;CC;;;WD)", "owner user 0: allow user 0 Add; allow user 1000 Add; deny everyone Add", 0)]
    [InlineData("O:LSD:(A;;CC;;;AC)(A;;0x1;;;BA)(A;;RC;;;WD)", "owner user 0: allow group 0 Add", 1)]
    [InlineData("O:SYG:SYD:(XA;;CC;;;WD;(WIN://SYSAPPID Contains \"a(b)\"))(A;;GA;;;AU)", "owner user 0: allow everyone Add", 1)]
    [InlineData("D:NO_ACCESS_CONTROL", "owner user 0: allow everyone Add", 0)]
    [InlineData("O:S-1-22-1-7D:", "owner user 7: ", 0)]
    public void Security_descriptors_keep_whom_Linux_has(string text, string expected, int changes)
    {
        var result = Import(new WfpExport().Filter(WfpExport.Key(1), "f", WfpExport.Condition("ALE_USER_ID", "EQUAL", WfpExport.Value("SECURITY_DESCRIPTOR_TYPE", "sd", text.Replace("\"", "&quot;")))).ToState());
        Assert.Equal(expected, Assert.Single(result.Filters).Conditions[0].Value.ToString());
        Assert.Equal(changes, result.Report.Notes.Count(note => note.Kind == ImportNoteKind.Changed));
    }

    [Fact]
    public void Users_can_be_named()
    {
        var service = new SecurityIdentifier(5, 80, 1, 2);
        var options = new ImportOptions { Principals = WindowsPrincipals.Default.SetItem(service, Principal.User(33)) };
        var xml = new WfpExport().Filter(WfpExport.Key(1), "f", WfpExport.Condition("ALE_USER_ID", "EQUAL", WfpExport.Value("SECURITY_DESCRIPTOR_TYPE", "sd", "O:SYD:(A;;CC;;;S-1-5-80-1-2)"))).ToState();
        Assert.Equal(FilterValue.SecurityDescriptor(SecurityDescriptor.ForMatching([Principal.User(33)])), Import(xml, options).Filters[0].Conditions[0].Value);
    }

    [Fact]
    public void What_always_holds_on_Linux_is_dropped_and_told_and_the_rest_stays()
    {
        var none = WfpExport.Condition("TUNNEL_TYPE", "EQUAL", WfpExport.Value("UINT32", "uint32", "0"));
        var teredo = WfpExport.Condition("TUNNEL_TYPE", "EQUAL", WfpExport.Value("UINT32", "uint32", "14"));
        var profile = WfpExport.Condition("CURRENT_PROFILE_ID", "EQUAL", WfpExport.Value("UINT32", "uint32", "2"));
        var compartment = WfpExport.Condition("COMPARTMENT_ID", "RANGE", WfpExport.Range("UINT32", "uint32", "1", "5"));
        var xml = new WfpExport()
            .Filter(WfpExport.Key(1), "tunnel", none + compartment)
            .Filter(WfpExport.Key(2), "either", teredo + none)
            .Filter(WfpExport.Key(3), "teredo", teredo)
            .Filter(WfpExport.Key(4), "profile", profile)
            .ToState();

        var result = Import(xml);
        Assert.Equal([0, 0, 1, 1], result.Filters.Select(filter => filter.Conditions.Count));
        Assert.Equal(["tunnel", "either"], result.Report.Notes.Where(note => note.Kind == ImportNoteKind.Changed).Select(note => note.Name));

        var profiles = WindowsFields.AssumedValues.SetItem(Fields.CurrentProfileId, 2);
        Assert.Equal([0, 0, 1, 0], Import(xml, new ImportOptions { AssumedValues = profiles }).Filters.Select(filter => filter.Conditions.Count));
        var asIs = Import(xml, new ImportOptions { AssumedValues = ImmutableDictionary<FieldKey, ulong>.Empty });
        Assert.Equal([2, 2, 1, 1], asIs.Filters.Select(filter => filter.Conditions.Count));
        Assert.DoesNotContain(asIs.Report.Notes, note => note.Kind == ImportNoteKind.Changed);
    }

    [Fact]
    public void Effective_weights_are_kept_and_those_that_do_not_follow_are_told()
    {
        var result = Import(new WfpExport()
            .Filter(WfpExport.Key(1), "exact", weight: "<type>FWP_UINT64</type><uint64>77</uint64>", effective: "77")
            .Filter(WfpExport.Key(2), "moved", weight: "<type>FWP_UINT64</type><uint64>77</uint64>", effective: "78")
            .Filter(WfpExport.Key(3), "range", weight: "<type>FWP_UINT8</type><uint8>15</uint8>", effective: $"{(15UL << 60) + 5}")
            .Filter(WfpExport.Key(4), "strayed", weight: "<type>FWP_UINT8</type><uint8>14</uint8>", effective: $"{15UL << 60}")
            .Filter(WfpExport.Key(5), "loose", effective: "1024")
            .Filter(WfpExport.Key(6), "tight", WfpExport.Condition("IP_REMOTE_ADDRESS", "EQUAL", WfpExport.Value("UINT32", "uint32", "1.2.3.4")), effective: "512")
            .ToState());
        Assert.Equal([77, 78, (15UL << 60) + 5, 15UL << 60, 1024, 512], result.Filters.Select(filter => filter.Weight.Value));
        Assert.All(result.Filters, filter => Assert.Equal(DataType.UInt64, filter.Weight.Type));
        Assert.Equal(new WeightComparison(Exact: 2, Ranges: 2, Automatic: 2, Differing: 2, Pairs: 1, PairsInOtherOrder: 1, PairsTied: 0), result.Report.Weights);
        Assert.Equal(["moved", "strayed"], result.Report.Notes.Where(note => note.ObjectKind == "filter").Select(note => note.Name));
    }

    [Fact]
    public void Of_equal_weights_the_older_filter_comes_first()
    {
        var xml = new WfpExport().Filter(WfpExport.Key(1), "first").Filter(WfpExport.Key(2), "second").ToFilters();
        Assert.Equal(["first", "second"], Import(xml).Filters.Select(filter => filter.Name));
        Assert.Equal(["second", "first"], Import(xml.Replace("65536", "99999")).Filters.Select(filter => filter.Name));
    }

    [Theory]
    [InlineData("FWPM_LAYER_NO_SUCH_LAYER", "", "FWPM_LAYER_NO_SUCH_LAYER, which Weir does not know")]
    [InlineData(Connect, "NO_SUCH_FIELD|EQUAL|UINT8|uint8|1", "FWPM_CONDITION_NO_SUCH_FIELD, which Weir does not know")]
    [InlineData(Connect, "VLAN_ID|EQUAL|UINT16|uint16|1", "has no such field")]
    [InlineData(Connect, "IP_PROTOCOL|EQUAL|UINT16|uint16|1", "the field is UInt8")]
    [InlineData(Connect, "IP_PROTOCOL|RESEMBLES|UINT8|uint8|1", "FWP_MATCH_RESEMBLES, which is no match type")]
    [InlineData(Connect, "IP_PROTOCOL|EQUAL|UINT8|uint8|256", "cannot be read: '256'")]
    [InlineData(Connect, "IP_PROTOCOL|EQUAL|UINT8|uint8|six", "cannot be read: 'six'")]
    [InlineData(Connect, "IP_PROTOCOL|EQUAL|BLUE|uint8|6", "FWP_BLUE, which Weir does not know")]
    [InlineData(Connect, "IP_REMOTE_ADDRESS|EQUAL|UINT32|uint32|1.2.3", "cannot be read: '1.2.3'")]
    [InlineData(Connect, "ALE_USER_ID|EQUAL|SECURITY_DESCRIPTOR_TYPE|sd|O:SYD:(A;;CC", "parentheses that do not match")]
    [InlineData(Connect, "IP_PROTOCOL|FLAGS_ALL_SET|EMPTY|x|1", "flags can only be tested with an unsigned integer")]
    public void Filters_that_cannot_come_in_are_named_with_the_reason(string layer, string condition, string reason)
    {
        var parts = condition.Split('|');
        var written = parts.Length == 1 ? "" : WfpExport.Condition(parts[0], parts[1], WfpExport.Value(parts[2], parts[3], parts[4]));
        var result = Import(new WfpExport().Filter(WfpExport.Key(1), "the one", written, layer).Filter(WfpExport.Key(2), "sound").ToState());
        Assert.Equal("sound", Assert.Single(result.Filters).Name);
        var note = Assert.Single(result.Report.Notes, note => note.Kind == ImportNoteKind.LeftOut);
        Assert.Equal(("filter", "the one", Guid.Parse(WfpExport.Key(1))), (note.ObjectKind, note.Name, note.Key));
        Assert.Contains(reason, note.Text, StringComparison.Ordinal);
        Assert.True(note.Line > 0);
    }

    [Fact]
    public void What_names_an_object_that_was_left_out_is_left_out_with_it()
    {
        var result = Import(new WfpExport()
            .Context(WfpExport.Key(1), "main mode", "FWPM_IPSEC_AUTHIP_MM_CONTEXT", "<authIpMmPolicy/>")
            .Callout(WfpExport.Key(2), "beyond", "FWPM_LAYER_BEYOND")
            .SubLayer(WfpExport.Key(3), "too heavy", 65536)
            .Filter(WfpExport.Key(4), "context", context: $"<providerContextKey>{WfpExport.Key(1)}</providerContextKey>", action: $"<type>FWP_ACTION_CALLOUT_TERMINATING</type><filterType>{WfpExport.Key(6)}</filterType>")
            .Filter(WfpExport.Key(5), "callout", action: $"<type>FWP_ACTION_CALLOUT_TERMINATING</type><calloutKey>{WfpExport.Key(2)}</calloutKey>")
            .Filter(WfpExport.Key(7), "sublayer", subLayer: WfpExport.Key(3))
            .Filter(WfpExport.Key(8), "disabled", flags: "FWPM_FILTER_FLAG_DISABLED")
            .Filter(WfpExport.Key(8), "kept")
            .Filter(WfpExport.Key(8), "again")
            .ToState());
        Assert.Equal("kept", Assert.Single(result.Filters).Name);
        Assert.Equal(
            ["main mode", "beyond", "too heavy", "context", "callout", "sublayer", "disabled", "again"],
            result.Report.Notes.Where(note => note.Kind == ImportNoteKind.LeftOut).OrderBy(note => result.Report.Notes.IndexOf(note)).Select(note => note.Name).OrderBy(name => Array.IndexOf(["main mode", "beyond", "too heavy", "context", "callout", "sublayer", "disabled", "again"], name)));
        Assert.Contains(result.Report.Notes, note => note.Name == "callout" && note.Text == "it names callout 'beyond', which was left out");
        Assert.Contains(result.Report.Notes, note => note.Name == "main mode" && note.Text.Contains("no IPsec", StringComparison.Ordinal));
        CountsAddUp(result.Report);
    }

    [Fact]
    public void What_show_filters_leaves_out_is_made_up_and_told()
    {
        var result = Import(new WfpExport()
            .Provider(WfpExport.Key(9), "office")
            .Filter(WfpExport.Key(1), "sub", subLayer: WfpExport.Key(2), provider: "FWPM_PROVIDER_NOT_KNOWN_YET")
            .Filter(
                WfpExport.Key(3),
                "ask",
                action: $"<type>FWP_ACTION_CALLOUT_INSPECTION</type><filterType>{WfpExport.Key(4)}</filterType>",
                context: $"<providerContextKey>{WfpExport.Key(5)}</providerContextKey>",
                flags: "FWPM_FILTER_FLAG_PERSISTENT")
            .ToFilters());
        Assert.True(result.Report.IsComplete, string.Join('\n', result.Report.Notes));
        Assert.Equal([1, 1, 1, 1, 0], result.Report.Counts.Select(count => count.MadeUp));
        Assert.True(result.Callouts[0].Persistent && result.ProviderContexts[0].Persistent);
        Installs(result);
    }

    [Fact]
    public void Control_characters_and_unknown_elements_do_no_harm()
    {
        var xml = new WfpExport().Filter(WfpExport.Key(1), "be\u0007ep &#x1b;[1m\u0001", extra: "<news><of>tomorrow</of></news>").ToState();
        var result = Import(xml);
        Assert.Equal("beep [1m", Assert.Single(result.Filters).Name);
        Assert.Contains(result.Report.Notes, note => note.Text.Contains("2 control characters", StringComparison.Ordinal));
        Assert.Contains(result.Report.Notes, note => note.Text.Contains("an element news", StringComparison.Ordinal));
        Assert.Contains(result.Report.Notes, note => note.Text.Contains("section aleConnectedEndpoints", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("provider: office")]
    [InlineData("<wfpstate><layers>")]
    [InlineData("<wfpstate></layers>")]
    [InlineData("<other/>")]
    [InlineData("<!DOCTYPE wfpstate [<!ENTITY a \"b\">]><wfpstate>&a;</wfpstate>")]
    public void What_is_no_export_is_refused_with_its_place(string text)
    {
        var exception = Assert.Throws<PolicyException>(() => Import(text));
        Assert.Equal("state.xml", Assert.Single(exception.Diagnostics).File);
        Assert.NotEmpty(exception.Diagnostics[0].Advice!);
    }

    [Fact]
    public void Files_in_UTF_16_are_read()
    {
        using var stream = new MemoryStream([0xff, 0xfe, .. Encoding.Unicode.GetBytes(new WfpExport().Filter(WfpExport.Key(1), "größer").ToFilters())]);
        Assert.Same(PolicyImporters.Find("wfp-xml"), PolicyImporters.Recognize(stream));
        stream.Position = 0;
        Assert.Equal("größer", new WfpXmlImporter().Import(stream, new ImportOptions()).Filters[0].Name);
    }

    [Fact]
    public void A_thousand_filters_take_less_than_two_seconds_and_their_counts_add_up()
    {
        var export = new WfpExport();
        for (var i = 0; i < 1000; i++)
        {
            var port = WfpExport.Condition("IP_REMOTE_PORT", "EQUAL", WfpExport.Value("UINT16", "uint16", $"{i}"));
            var app = WfpExport.Condition("ALE_APP_ID", "EQUAL", WfpExport.Blob($@"\device\harddiskvolume3\program files\{i}\program.exe"));
            var broken = WfpExport.Condition("IP_PROTOCOL", "EQUAL", WfpExport.Value("UINT8", "uint8", "many"));
            export.Filter(WfpExport.Key(i), $"filter {i}", app + port + (i % 10 == 0 ? broken : ""), effective: $"{i}");
        }

        var xml = export.ToState();
        Import(xml);
        var watch = Stopwatch.StartNew();
        var result = Import(xml);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"took {watch.Elapsed}");
        Assert.Equal(new ImportCount("filter", 1000, 900, 0, 100), result.Report.Counts[^1]);
        CountsAddUp(result.Report);
        Installs(result);
    }

    private static void CountsAddUp(ImportReport report)
    {
        foreach (var count in report.Counts)
        {
            Assert.Equal(count.InFile, count.Imported + count.BuiltIn + count.LeftOut);
            Assert.Equal(count.LeftOut, report.Notes.Count(note => note.Kind == ImportNoteKind.LeftOut && note.ObjectKind == count.ObjectKind));
        }
    }

    private static void Installs(ImportResult result)
    {
        using var engine = new FilterEngine(new ManagedEngine());
        using var session = engine.OpenSession();
        result.Install(session);
        Assert.Equal(result.Filters.Length, engine.Policy.Filters.Count());
    }

    private static ImportResult Import(string xml, ImportOptions? options = null)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(xml));
        return new WfpXmlImporter().Import(stream, (options ?? new ImportOptions()) with { FileName = "state.xml" });
    }
}
