using System.Net;
using System.Text.RegularExpressions;
using BlockWireServer;
using Weir.Testing;

namespace Weir.EndToEnd.Tests.Callouts;

/// <summary><c>weir run --callout</c>: callouts of the user's assemblies in a policy with other filters, on real traffic.</summary>
public sealed class RunCalloutTests : IDisposable
{
    private const int Port = 7777;

    private static readonly IPAddress s_wireServer = IPAddress.Parse("168.63.129.16");
    private static readonly string s_samples = typeof(WireServerCallout).Assembly.Location;
    private static readonly string s_tests = typeof(SampleCallouts).Assembly.Location;

    private readonly TestNetwork _network = TestNetwork.CreatePair(named: true);
    private readonly EchoServer _server;
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-run-callout-").FullName;

    public RunCalloutTests()
    {
        _network.AddServerAddress(s_wireServer);
        _server = new EchoServer(_network.Server, Port, s_wireServer, _network.Server4, _network.Neighbour4);
    }

    public void Dispose()
    {
        _server.Dispose();
        _network.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void The_sample_callout_is_one_decider_among_others()
    {
        // The neighbour is blocked by a filter above the callout, the server permitted for good, the rest is the callout's.
        using WeirCommand weir = Run(
            """
            provider: office
            sublayers:
              - {name: firewall, weight: 0x2000}
              - {name: wire server sublayer, weight: 0x0f}
            callouts:
              - {name: wire server, class: WireServerCallout, layer: outbound-transport-v4}
            filters:
              - {name: no neighbour, sublayer: firewall, layer: outbound-transport-v4, when: remote.address == 192.0.2.3, action: block}
              - {name: the server, sublayer: firewall, layer: outbound-transport-v4, when: remote.address == 192.0.2.2, action: permit, hard: true}
              - {name: ask, sublayer: wire server sublayer, layer: outbound-transport-v4, action: callout-terminating, callout: wire server, weight: 15}
            """,
            s_samples);
        weir.WaitForLine("ready");

        Assert.Equal(["callout wire server: id 1", "notify: AddFilter ask", "notify: AddFilterPostCommit ask", "ready"], Lines(weir).Take(4));
        AssertAnswers(ProbeResult.NotPermitted, ProbeResult.TimedOut, s_wireServer);
        AssertAnswers(ProbeResult.NotPermitted, ProbeResult.TimedOut, _network.Neighbour4);
        AssertAnswers(ProbeResult.Answered, ProbeResult.Answered, _network.Server4);
        weir.WaitForLine($"192.0.2.1:8 --> {_network.Server4}:0 protocol 1");

        weir.Terminate();
        weir.WaitForExit();
        Assert.Equal((0, ""), (weir.ExitCode, weir.Errors));
        Assert.Contains(Lines(weir), line => Regex.IsMatch(line, @"^no neighbour at outbound-transport-v4: [1-9]\d* packets, "));
        Assert.Contains(Lines(weir), line => Regex.IsMatch(line, @"^callout wire server: [1-9]\d* classifications, 0 faults$"));
    }

    [Fact]
    public void Killed_it_leaves_nothing()
    {
        IReadOnlySet<string> before = KernelObjects.OfWeir();
        using WeirCommand weir = WeirCommand.Start(
            "run", Path.Combine(WeirCommand.RepositoryRoot, "samples", "policies", "wire-server-callout.yaml"),
            "--netns", _network.Client.NamespaceName!, "--callout", s_samples);
        weir.WaitForLine("ready");
        Assert.Equal(ProbeResult.NotPermitted, Probe.Udp(_network.Client, new IPEndPoint(s_wireServer, Port)));

        weir.Kill();
        weir.WaitForExit();

        KernelObjects.AssertGone(before);
        Assert.Equal(ProbeResult.Answered, Probe.Udp(_network.Client, new IPEndPoint(s_wireServer, Port)));
    }

    [Fact]
    public void A_callout_with_several_objects_and_a_user_half_outlives_a_reload()
    {
        string callouts =
            """
            provider: office
            callouts:
              - {name: counts, class: SampleCallouts.Counts, layer: [outbound-transport-v4, inbound-transport-v4]}
            """;
        using WeirCommand weir = Run(
            $"{callouts}\nfilters: [{{name: count, layer: [outbound-transport-v4, inbound-transport-v4], action: callout-inspection, callout: counts}}]",
            s_tests);
        weir.WaitForLine("ready");
        Assert.Equal(ProbeResult.Answered, Probe.Udp(_network.Client, new IPEndPoint(_network.Server4, Port)));

        Write($"{callouts}\nfilters: [{{name: count on, layer: outbound-transport-v4, action: callout-inspection, callout: counts}}]");
        weir.HangUp();
        weir.WaitForLine("reloaded");
        Assert.Equal(ProbeResult.Answered, Probe.Udp(_network.Client, new IPEndPoint(_network.Server4, Port)));

        weir.Terminate();
        weir.WaitForExit();
        Assert.Equal((0, ""), (weir.ExitCode, weir.Errors));
        string[] lines = Lines(weir);
        Assert.Equal(2, lines.Count(line => line.StartsWith("callout counts at ", StringComparison.Ordinal) && line.Contains(": id ", StringComparison.Ordinal)));
        Assert.Contains("callout counts at outbound-transport-v4: 2 classifications, 0 faults", lines);
        Assert.Contains("callout counts at inbound-transport-v4: 1 classifications, 0 faults", lines);
        Assert.Contains("counted 3 datagrams", lines);
    }

    [Theory]
    [InlineData("Allocates", "WEIR1002", "SampleCallouts\\.cs\\(\\d+,\\d+\\): .*stackalloc with a constant size")]
    [InlineData("Careless", "the verifier refuses its code", "SampleCallouts\\.cs:\\d+")]
    public void What_the_kernel_cannot_run_is_refused_with_its_line_and_nothing_is_enforced(string type, string reason, string place)
    {
        using WeirCommand weir = Run(
            $"""
            provider: office
            callouts: [{"{"}name: wrong, class: SampleCallouts.{type}, layer: outbound-transport-v4{"}"}]
            filters: [{"{"}name: nothing, layer: outbound-transport-v4, action: block{"}"}]
            """,
            s_tests);
        weir.WaitForExit();

        Assert.Equal((1, ""), (weir.ExitCode, weir.Output));
        Assert.Contains(reason, weir.Errors, StringComparison.Ordinal);
        Assert.Matches(place, weir.Errors);
        Assert.Equal(ProbeResult.Answered, Probe.Udp(_network.Client, new IPEndPoint(_network.Server4, Port)));
    }

    [Theory]
    [InlineData("class: Nobody", true, "wants class Nobody, and .*BlockWireServer.dll has: BlockWireServer.WireServerCallout (d969fc67-6fb2-4504-91ce-a97c3c32ad36)")]
    [InlineData("key: 5e2a8c10-0c0f-4c4c-8f3a-00000000ffff", true, "wants a class with [Callout(\"5e2a8c10-0c0f-4c4c-8f3a-00000000ffff\")], and ")]
    [InlineData("class: Nobody", false, "there is no --callout ASSEMBLY to look for it in")]
    public void A_policy_that_names_code_which_is_not_there_is_wrong_use(string code, bool withAssembly, string message)
    {
        using WeirCommand weir = Run($"provider: office\ncallouts: [{{name: c, layer: outbound-transport-v4, {code}}}]", withAssembly ? s_samples : null);
        weir.WaitForExit();

        Assert.Equal((2, ""), (weir.ExitCode, weir.Output));
        foreach (string part in message.Split(".*"))
        {
            Assert.Contains(part, weir.Errors, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("CannotBeMade", "SampleCallouts+CannotBeMade failed: the table of contents is missing")]
    [InlineData("BrokenFields", "SampleCallouts+BrokenFields cannot be initialised; correct them: the size is missing")]
    public void A_class_that_cannot_be_made_is_told_with_its_reason(string type, string reason)
    {
        using WeirCommand weir = Run(PolicyWith(type), s_tests);
        weir.WaitForExit();

        Assert.Equal(2, weir.ExitCode);
        Assert.Contains(reason, weir.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_whose_assembly_lacks_another_is_told_which()
    {
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Where(file => file != s_samples))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }

        using WeirCommand weir = Run(PolicyWith("NeedsItsNeighbour"), Path.Combine(_folder, Path.GetFileName(s_tests)));
        weir.WaitForExit();

        Assert.Equal(2, weir.ExitCode);
        Assert.Contains("SampleCallouts+NeedsItsNeighbour needs the assembly BlockWireServer, ", weir.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reload_with_a_wrong_class_changes_nothing()
    {
        using WeirCommand weir = Run(
            "provider: office\nfilters: [{name: no server, layer: outbound-transport-v4, when: remote.address == 192.0.2.2, action: block}]", s_tests);
        weir.WaitForLine("ready");

        foreach ((string type, string reason) in new[] { ("BrokenFields", "the size is missing"), ("CannotBeMade", "the table of contents is missing") })
        {
            Write(PolicyWith(type));
            weir.HangUp();
            Assert.True(SpinWait.SpinUntil(() => weir.Errors.Contains(reason, StringComparison.Ordinal), TimeSpan.FromSeconds(20)), weir.Errors);
            Assert.Equal(ProbeResult.NotPermitted, Probe.Udp(_network.Client, new IPEndPoint(_network.Server4, Port)));
        }

        weir.Terminate();
        Assert.Equal(0, weir.WaitForExit().ExitCode);
        Assert.Contains("stays in force", weir.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("bug in Weir", weir.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Callouts_that_a_reload_takes_away_make_room_for_others()
    {
        using WeirCommand weir = Run(Policy(0), s_tests);
        weir.WaitForLine("ready");

        // Nine times another name, which is another callout, at a layer with eight places; the user half goes along.
        for (int round = 1; round < 10; round++)
        {
            Assert.Equal(ProbeResult.Answered, Probe.Udp(_network.Client, new IPEndPoint(_network.Server4, Port)));
            Write(Policy(round));
            weir.HangUp();
            weir.WaitForLine($"callout counts {round - 1}: 1 classifications, 0 faults");
        }

        weir.Terminate();
        weir.WaitForExit();
        Assert.Equal((0, ""), (weir.ExitCode, weir.Errors));
        Assert.Equal(10, Lines(weir).Count(line => line.StartsWith("counted ", StringComparison.Ordinal)));

        static string Policy(int round) =>
            $$"""
            provider: office
            callouts: [{name: counts {{round}}, class: SampleCallouts.Counts, layer: outbound-transport-v4}]
            filters: [{name: count, layer: outbound-transport-v4, action: callout-inspection, callout: counts {{round}}}]
            """;
    }

    [Fact]
    public void An_assembly_that_the_policy_does_not_use_is_told()
    {
        Write("provider: office\nfilters: [{name: nothing, layer: outbound-transport-v4, action: permit}]");
        using WeirCommand weir = WeirCommand.Start(
            "run", Path.Combine(_folder, "policy.yaml"), "--netns", _network.Client.NamespaceName!, "--callout", s_samples, "--callout", s_samples);
        weir.WaitForLine("ready");

        Assert.Equal(
            $"weir: the policy uses no callout of {s_samples}; {s_samples} has: "
            + "BlockWireServer.WireServerCallout (d969fc67-6fb2-4504-91ce-a97c3c32ad36)",
            Assert.Single(weir.Errors.Split('\n'), line => line.StartsWith("weir: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Ending_blocks_nothing_that_the_callout_permits()
    {
        using WeirCommand weir = Run(
            """
            provider: office
            callouts: [{name: port, class: PermitsPort, layer: outbound-transport-v4}]
            filters: [{name: ask, layer: outbound-transport-v4, action: callout-terminating, callout: port, context: 7777}]
            """,
            s_tests);
        weir.WaitForLine("ready");
        Task<(int Sent, int NotPermitted)> flood = Task.Factory.StartNew(
            () => DatagramFlood.Send(_network.Client, new IPEndPoint(_network.Server4, Port), 800_000),
            TaskCreationOptions.LongRunning);

        weir.Terminate();
        weir.WaitForExit();

        Assert.False(flood.IsCompleted, "The flood ended before the command did.");
        Assert.Equal(0, (await flood).NotPermitted);
    }

    private static string PolicyWith(string type) => $"provider: office\ncallouts: [{{name: c, layer: outbound-transport-v4, class: {type}}}]";

    private WeirCommand Run(string policy, string? assembly)
    {
        Write(policy);
        string[] callout = assembly is null ? [] : ["--callout", assembly];
        return WeirCommand.Start(["run", Path.Combine(_folder, "policy.yaml"), "--netns", _network.Client.NamespaceName!, .. callout]);
    }

    private void Write(string policy) => File.WriteAllText(Path.Combine(_folder, "policy.yaml"), policy);

    private static string[] Lines(WeirCommand weir) => weir.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>UDP and ping fail at once when they are not permitted; TCP waits for an answer.</summary>
    private void AssertAnswers(ProbeResult datagram, ProbeResult connection, IPAddress address)
    {
        Assert.Equal(datagram, Probe.Udp(_network.Client, new IPEndPoint(address, Port)));
        Assert.Equal(datagram, Probe.Ping(_network.Client, address));
        Assert.Equal(connection, Probe.Tcp(_network.Client, new IPEndPoint(address, Port), TimeSpan.FromMilliseconds(500)));
    }
}
