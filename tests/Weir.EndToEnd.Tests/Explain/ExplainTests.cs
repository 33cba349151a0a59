using System.Text.Json;

namespace Weir.EndToEnd.Tests.Explain;

/// <summary><c>weir explain</c> apart from its text, which <see cref="GoldenTests"/> shows.</summary>
public sealed class ExplainTests : IDisposable
{
    private const string Policy =
        """
        provider: tests
        filters:
          - name: no plain http
            layer: outbound-transport
            when: ip.protocol == tcp and remote.port == 80 and interface == cable0
            action: block
          - name: the rest
            layer: inbound-transport
            action: permit
        """;

    private const string Imported =
        """
        <wfpdiag><filters>
          <item><filterKey>{00000001-0000-0000-0000-000000000001}</filterKey><displayData><name>web</name></displayData>
            <layerKey>FWPM_LAYER_ALE_AUTH_CONNECT_V4</layerKey><subLayerKey>FWPM_SUBLAYER_UNIVERSAL</subLayerKey><weight><type>FWP_EMPTY</type></weight>
            <filterCondition><item><fieldKey>FWPM_CONDITION_IP_REMOTE_PORT</fieldKey><matchType>FWP_MATCH_EQUAL</matchType><conditionValue><type>FWP_UINT16</type><uint16>443</uint16></conditionValue></item></filterCondition>
            <action><type>FWP_ACTION_BLOCK</type></action><effectiveWeight><type>FWP_UINT64</type><uint64>1</uint64></effectiveWeight></item>
          <item><filterKey>{00000001-0000-0000-0000-000000000002}</filterKey><displayData><name>lost</name></displayData><layerKey>FWPM_LAYER_NOWHERE</layerKey></item>
        </filters></wfpdiag>
        """;

    private static readonly string s_capture = Path.Combine(WeirCommand.RepositoryRoot, "tests/captures/test_ethernet.pcap");

    private readonly string _folder = Directory.CreateTempSubdirectory("weir-explain-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void APacketOfACaptureIsExplainedAsReplayDecides()
    {
        string policy = Write("policy.yaml", Policy);
        using JsonDocument replay = JsonDocument.Parse(BuiltCommand.Run("replay", s_capture, "--policy", policy, "--interface", "cable0", "--json").Output);
        List<JsonElement> packets = [.. replay.RootElement.GetProperty("packets").EnumerateArray().Take(3)];
        Assert.Equal(["no plain http", "the rest", "no plain http"], packets.Select(packet => packet.GetProperty("filter").GetString()));
        foreach (JsonElement packet in packets)
        {
            BuiltCommand result = BuiltCommand.Run(
                "explain", "--policy", policy, "--capture", s_capture, "--packet", packet.GetProperty("number").ToString(), "--interface", "cable0", "--json");

            Assert.Equal((0, ""), (result.ExitCode, result.Errors));
            using JsonDocument json = JsonDocument.Parse(result.Output);
            JsonElement explanation = Assert.Single(json.RootElement.GetProperty("explanations").EnumerateArray());
            JsonElement layer = explanation.GetProperty("layers").EnumerateArray().Single(one => one.GetProperty("layer").GetString() == packet.GetProperty("layer").GetString());
            Assert.Equal(packet.GetProperty("verdict").GetString(), explanation.GetProperty("verdict").GetString());
            Assert.Equal(packet.GetProperty("filter").GetString(), layer.GetProperty("filter").GetString());
            Assert.Equal(packet.GetProperty("filter_key").GetString(), layer.GetProperty("filter_key").GetString());
            Assert.Equal(packet.GetProperty("remote_address").GetString(), layer.GetProperty("values").GetProperty("remote.address").GetString());
            Assert.Equal("cable0", layer.GetProperty("values").GetProperty("interface").GetString());
        }
    }

    [Theory]
    [InlineData("outbound-mac-frame-ethernet", "c4:39:3a:02:a9:2a", "blocked by the address")]
    [InlineData("outbound-mac-frame-ethernet", "c4:39:3a:02:a9:2b", null)]
    [InlineData("inbound-mac-frame-ethernet", "58:6d:8f:99:ec:a8", "blocked by the address")]
    public void AFrameOfACaptureHasItsHardwareAddresses(string layer, string remote, string? filter)
    {
        string policy = Write("frames.yaml", $"""
            provider: frames
            filters:
              - name: blocked by the address
                layer: {layer}
                when: mac.remote.address == {remote} and ether.type == 0x0800
                action: block
            """);

        BuiltCommand result = BuiltCommand.Run("explain", "--policy", policy, "--capture", s_capture, "--packet", "1", "--layer", layer, "--json");

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement explanation = Assert.Single(json.RootElement.GetProperty("explanations").EnumerateArray());
        Assert.Equal(filter is null ? "permit" : "block", explanation.GetProperty("verdict").GetString());
        Assert.Equal(filter, explanation.GetProperty("layers")[0].GetProperty("filter").GetString());
    }

    [Fact]
    public void JsonHasTheWholeExplanation()
    {
        BuiltCommand result = BuiltCommand.Run(
            "explain", "--policy", Path.Combine(WeirCommand.RepositoryRoot, "samples/policies/two-layers.yaml"), "connect tcp 10.0.0.1:4000 -> 192.0.2.1:80", "--json");

        using JsonDocument json = JsonDocument.Parse(result.Output);
        List<JsonElement> layers = [.. json.RootElement.GetProperty("explanations")[0].GetProperty("layers").EnumerateArray()];
        JsonElement connect = layers.Single(layer => layer.GetProperty("layer").GetString() == "ale-auth-connect-v4");
        JsonElement transport = layers.Single(layer => layer.GetProperty("layer").GetString() == "outbound-transport-v4");
        Assert.StartsWith("there is no program for what sockets do yet", connect.GetProperty("not_enforced").GetString(), StringComparison.Ordinal);
        Assert.Equal("hard permit", connect.GetProperty("sublayers")[0].GetProperty("merge").GetProperty("after").GetString());
        Assert.Equal(("block", "no plain http"), (transport.GetProperty("verdict").GetString(), transport.GetProperty("filter").GetString()));
        JsonElement condition = transport.GetProperty("sublayers")[0].GetProperty("filters")[0].GetProperty("conditions")[1];
        Assert.Equal(("remote.port == 80", "80", true), (condition.GetProperty("condition").GetString(), condition.GetProperty("actual").GetString(), condition.GetProperty("passed").GetBoolean()));
        Assert.False(layers[^1].GetProperty("reached").GetBoolean());
    }

    [Fact]
    public void AnExportOfAnotherFirewallIsExplainedAsItCameIn()
    {
        BuiltCommand result = BuiltCommand.Run("explain", "--policy", Write("state.xml", Imported), "connect tcp 10.0.0.1:4000 -> 192.0.2.1:443");

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("BLOCKED by filter 'web' of sublayer 'UNIVERSAL' at ale-auth-connect-v4.\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("weir import", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "outbound udp 10.0.0.1:4000 -> 192.0.2.1:53",
        "datagram-data-v4 netfilter LOCAL_OUT, outbound-ippacket-v4 netfilter POST_ROUTING, outbound-transport-v4 tcx egress, "
        + "outbound-mac-frame-ethernet tcx egress, outbound-mac-frame-native tcx egress")]
    [InlineData(
        "outbound udp [fd00::1]:4000 -> [fd00::2]:53",
        "outbound-transport-v6 netfilter LOCAL_OUT, datagram-data-v6 netfilter LOCAL_OUT, outbound-ippacket-v6 netfilter POST_ROUTING, "
        + "outbound-mac-frame-ethernet tcx egress, outbound-mac-frame-native tcx egress")]
    public void ALayerThatLimitsIsMetAtTheInterface(string traffic, string path)
    {
        string policy = Write("limit.yaml", """
            provider: office
            filters:
              - name: slow
                layer: outbound-transport-v4
                action: limit 2mbit burst 64kB
            """);

        BuiltCommand result = BuiltCommand.Run("explain", "--policy", policy, traffic, "--json");

        using JsonDocument answer = JsonDocument.Parse(result.Output);
        Assert.Equal(
            path,
            string.Join(", ", answer.RootElement.GetProperty("explanations")[0].GetProperty("layers").EnumerateArray()
                .Select(step => $"{step.GetProperty("layer").GetString()} {step.GetProperty("hook").GetString()}")));
    }

    [Theory]
    [InlineData("say what to explain")]
    [InlineData("say what to explain", "listen tcp :80", "--event", "{}")]
    [InlineData("say which packet of the capture", "--capture", "x.pcap")]
    [InlineData("--event: this is no event as 'weir run --events --json' prints them", "--event", "{}")]
    public void WrongUseIsTold(string message, params string[] arguments)
    {
        BuiltCommand result = BuiltCommand.Run(["explain", "--policy", Write("policy.yaml", Policy), .. arguments]);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"weir: {message}", result.Errors, StringComparison.Ordinal);
    }

    private string Write(string name, string policy)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, policy);
        return path;
    }
}
