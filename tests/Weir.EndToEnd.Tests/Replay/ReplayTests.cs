using System.Text.Json;

namespace Weir.EndToEnd.Tests.Replay;

/// <summary>The three engines of <c>weir replay</c> say the same of every packet of a capture.</summary>
public sealed class ReplayTests : IClassFixture<RealCaptures>, IDisposable
{
    private static readonly string[] s_local = ["--local", "192.0.2.1", "--local", "2001:db8:1::1"];

    private static readonly string s_callouts = typeof(ReplayTests).Assembly.Location;

    private readonly RealCaptures _captures;
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-replay-policy-").FullName;

    public ReplayTests(RealCaptures captures) => _captures = captures;

    public static TheoryData<string> PublicCaptures { get; } =
        [.. Directory.EnumerateFiles(CaptureFolder, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".pcap" or ".pcapng")
            .Select(path => Path.GetRelativePath(CaptureFolder, path))
            .Where(name => !name.StartsWith("pcapng/le", StringComparison.Ordinal))
            .Order()];

    private static string CaptureFolder => Path.Combine(WeirCommand.RepositoryRoot, "tests", "captures");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("ethernet")]
    [InlineData("nanoseconds")]
    [InlineData("cut")]
    [InlineData("cooked")]
    [InlineData("cooked2")]
    public void EnginesAgreePacketByPacketOnRealTraffic(string name)
    {
        JsonElement replay = AssertEnginesAgree(_captures.PathOf(name), ReplayPolicies.Filters, [.. s_local, "--interface", "cable0"]);

        List<JsonElement> packets = [.. replay.GetProperty("packets").EnumerateArray()];
        Assert.InRange(packets.Count, 1000, 10_000);
        Assert.Contains(packets, packet => packet.GetProperty("veto").GetBoolean());
        Assert.Contains(packets, packet => packet.GetProperty("malformed").GetBoolean());
        foreach (string layer in new[] { "outbound-transport-v4", "outbound-transport-v6", "inbound-transport-v4", "inbound-transport-v6" })
        {
            Assert.InRange(packets.Count(packet => packet.GetProperty("layer").GetString() == layer), 200, 2000);
        }

        foreach (int protocol in new[] { 1, 6, 17, 58 })
        {
            Assert.Contains(packets, packet => packet.GetProperty("protocol").ValueKind == JsonValueKind.Number && packet.GetProperty("protocol").GetInt32() == protocol);
        }

        // Fragments have a protocol of ports and no ports; the VLAN has an address of its own.
        Assert.Contains(packets, packet => packet.GetProperty("protocol").ToString() == "17" && packet.GetProperty("remote_port").ValueKind == JsonValueKind.Null);
        Assert.Contains(packets, packet => packet.GetProperty("remote_address").GetString() == "198.51.100.2");
        Assert.Equal(name == "cut", packets.Exists(packet => packet.GetProperty("cut").GetBoolean()));
        int filters = replay.GetProperty("filters").EnumerateArray().Select(filter => filter.GetProperty("filter").GetString()).Distinct().Count();
        Assert.InRange(filters, 7, 20);
    }

    [Theory]
    [InlineData("ethernet")]
    [InlineData("cut")]
    [InlineData("cooked2")]
    public void EnginesAgreePacketByPacketWithCallouts(string name)
    {
        JsonElement replay = AssertEnginesAgree(_captures.PathOf(name), ReplayPolicies.Callouts, [.. s_local, "--callout", s_callouts]);

        List<JsonElement> packets = [.. replay.GetProperty("packets").EnumerateArray()];
        Assert.InRange(packets.Count, 1000, 10_000);
        Assert.Contains(packets, packet => packet.GetProperty("absorbed").GetBoolean());
        List<JsonElement> callouts = [.. replay.GetProperty("callouts").EnumerateArray()];
        Assert.Equal(4 + 1 + 3 + 2 + 4, callouts.Count);
        Assert.All(callouts, callout => Assert.InRange(callout.GetProperty("classifications").GetInt32(), 1, 10_000));
        Assert.InRange(callouts.Sum(callout => callout.GetProperty("faults").GetInt32()), 10, 2000);
        string?[] deciders = [.. replay.GetProperty("filters").EnumerateArray().Select(filter => filter.GetProperty("filter").GetString())];
        Assert.Superset(
            new HashSet<string?> { "absorb errors", "the echo port is fine", "no odd payload", "a permit below", "divide", null },
            new HashSet<string?>(deciders));
    }

    [Theory]
    [InlineData("test_dns.pcap")]
    [InlineData("test_ethernet.pcap")]
    [InlineData("test_loopback.pcap")]
    public void EnginesAgreeOnCapturesOfOthersWithCallouts(string name) =>
        AssertEnginesAgree(
            Path.Combine(CaptureFolder, name), ReplayPolicies.Callouts, ["--layer", "inbound-transport", "--callout", s_callouts]);

    [Fact]
    public void AnAssemblyThatThePolicyDoesNotUseIsTold()
    {
        BuiltCommand result = BuiltCommand.Run(
            "replay", Path.Combine(CaptureFolder, "test_dns.pcap"), "--policy", Write("provider: office"), "--callout", s_callouts);

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith($"weir: the policy uses no callout of {s_callouts}; {s_callouts} has: ", result.Errors, StringComparison.Ordinal);
        Assert.Contains("SampleCallouts+Counts (5e2a8c10-", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("outbound-transport")]
    [InlineData("inbound-transport")]
    [InlineData("inbound-transport-v6")]
    public void ALayerTakesEveryPacketOfItsFamilies(string layer)
    {
        JsonElement replay = AssertEnginesAgree(_captures.PathOf("ethernet"), ReplayPolicies.Filters, ["--layer", layer, "--interface", "cable0"]);

        Assert.All(
            replay.GetProperty("packets").EnumerateArray(),
            packet => Assert.StartsWith(layer, packet.GetProperty("layer").GetString(), StringComparison.Ordinal));
        Assert.Equal(layer.EndsWith("v6", StringComparison.Ordinal), Skipped(replay).Contains("IPv4, which the layer does not see"));
        Assert.Contains("ARP", Skipped(replay));
    }

    [Theory]
    [MemberData(nameof(PublicCaptures))]
    public void EnginesAgreeOnCapturesOfOthers(string name) =>
        AssertEnginesAgree(Path.Combine(CaptureFolder, name), ReplayPolicies.Filters, ["--layer", "inbound-transport", "--interface", "cable0"]);

    [Fact]
    public void TheKernelSeesTheBeginningOfWhatIsTooLong()
    {
        JsonElement replay = Replay(
            "kernel", Path.Combine(CaptureFolder, "test_loopback.pcap"), ReplayPolicies.Filters, "--layer", "inbound-transport", "--interface", "cable0");

        int longest = replay.GetProperty("packets").EnumerateArray().Max(packet => packet.GetProperty("bytes").GetInt32());
        Assert.InRange(longest, 4000, 65535);
        Assert.InRange(replay.GetProperty("shortened").GetInt32(), 1, 23);
    }

    [Fact]
    public void TheCookedHeaderTellsTheWayWhenNobodySays()
    {
        JsonElement told = Replay("managed", _captures.PathOf("cooked2"), ReplayPolicies.Filters, "--interface", "cable0");

        Assert.Empty(told.GetProperty("guessed_local").EnumerateArray());
        Assert.Contains(told.GetProperty("packets").EnumerateArray(), packet => packet.GetProperty("layer").GetString() == "inbound-transport-v4");
    }

    [Fact]
    public void TheTextHasALineForEachPacketAndTheSum()
    {
        string policy = Write("provider: p\nfilters: [{name: no dns, layer: outbound-transport, when: remote.port == 53, action: block}]");

        BuiltCommand result = BuiltCommand.Run("replay", Path.Combine(CaptureFolder, "test_dns.pcap"), "--policy", policy);

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        string[] lines = result.Output.Split('\n');
        Assert.Matches(@"^ +1 \d\d:\d\d:\d\d\.\d{6} outbound-transport-v4 udp 109\.194\.160\.4:57766 -> 95\.211\.92\.14:53 BLOCK by 'no dns'$", lines[0]);
        Assert.Contains("10 frames: 0 packets permitted, 1 blocked, 9 frames skipped", lines);
        Assert.Contains("this host's address is taken to be 109.194.160.4, the first packet's source; --local says otherwise", lines);
        Assert.Contains("skipped: 9 (neither end is this host's)", lines);
        Assert.Matches(@"(?m)^  outbound-transport-v4  'no dns'  1        68$", result.Output);
    }

    [Fact]
    public void ADamagedCaptureIsReplayedUpToTheDamage()
    {
        string damaged = Path.Combine(_folder, "damaged.pcap");
        File.WriteAllBytes(damaged, File.ReadAllBytes(_captures.PathOf("ethernet"))[..^3]);

        BuiltCommand result = BuiltCommand.Run("replay", damaged, "--policy", Write("provider: p"), "--layer", "inbound-transport");

        Assert.Equal(1, result.ExitCode);
        Assert.Matches(@"^weir: .*damaged\.pcap is damaged at byte \d+: the file ends in frame \d+\n$", result.Errors);
        Assert.Matches(@"(?m)^\d{4} frames: ", result.Output);
    }

    [Theory]
    [InlineData("nothing.pcap", "weir: there is no file ")]
    [InlineData("", " is a directory; name a capture file in it")]
    public void ACaptureThatCannotBeReadIsToldAndNothingElseIs(string name, string message)
    {
        BuiltCommand result = BuiltCommand.Run("replay", Path.Combine(_folder, name), "--policy", Write("provider: p"), "--json");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--engine", "turbo", "there is no engine 'turbo'; the engines are: managed, reference, kernel")]
    [InlineData("--layer", "stream-v4", "a capture shows nothing of layer 'stream-v4'")]
    [InlineData("--local", "here", "--local takes an address or a prefix such as 192.0.2.0/24, not 'here'")]
    public void WhatMakesNoSenseIsWrongUse(string option, string value, string message)
    {
        BuiltCommand result = BuiltCommand.Run("replay", _captures.PathOf("ethernet"), "--policy", Write("provider: p"), option, value);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutPrivilegeOnlyTheKernelIsOutOfReach()
    {
        string policy = Write(ReplayPolicies.Filters);

        Assert.Equal(0, Run("managed").ExitCode);
        Assert.Equal(0, Run("reference").ExitCode);
        BuiltCommand kernel = Run("kernel");
        Assert.Equal((3, ""), (kernel.ExitCode, kernel.Output));
        Assert.Contains("run as root", kernel.Errors, StringComparison.Ordinal);

        BuiltCommand Run(string engine) => BuiltCommand.Run(
            "setpriv",
            "",
            [
                "--bounding-set", "-all", "--inh-caps", "-all", "--", BuiltCommand.Executable,
                "replay", Path.Combine(CaptureFolder, "test_dns.pcap"), "--policy", policy, "--engine", engine, "--interface", "cable0",
            ]);
    }

    private JsonElement AssertEnginesAgree(string capture, string policy, params string[] options)
    {
        JsonElement managed = Replay("managed", capture, policy, options);
        foreach (string engine in new[] { "reference", "kernel" })
        {
            JsonElement other = Replay(engine, capture, policy, options);
            Assert.Equal(Lines(managed, engine), Lines(other, engine));
            foreach (string part in new[] { "filters", "skipped", "callouts", "permitted", "blocked" })
            {
                Assert.Equal(managed.GetProperty(part).GetRawText(), other.GetProperty(part).GetRawText());
            }
        }

        return managed;

        // The kernel tells the filter that decided, and not those of the other sublayers.
        static IEnumerable<string> Lines(JsonElement replay, string engine) => replay.GetProperty("packets").EnumerateArray().Select(packet =>
            string.Join(' ', packet.EnumerateObject().Where(member => engine != "kernel" || member.Name != "terminating_filters")));
    }

    private JsonElement Replay(string engine, string capture, string policy, params string[] options)
    {
        BuiltCommand result = BuiltCommand.Run(["replay", capture, "--policy", Write(policy), "--engine", engine, "--json", .. options]);
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        return JsonDocument.Parse(result.Output).RootElement;
    }

    private static IEnumerable<string> Skipped(JsonElement replay) => replay.GetProperty("skipped").EnumerateObject().Select(entry => entry.Name);

    private string Write(string policy)
    {
        string path = Path.Combine(_folder, "policy.yaml");
        File.WriteAllText(path, policy);
        return path;
    }
}
