using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Weir.Testing;

namespace Weir.EndToEnd.Tests.Run;

/// <summary>What an operator does while a policy runs: change it, confirm it, and not be locked out by it.</summary>
public sealed class OperatorTests : IDisposable
{
    private const int Port = 7777;

    private readonly TestNetwork _network = TestNetwork.CreatePair(named: true);
    private readonly EchoServer _server;
    private readonly string _policy = Path.Combine(Path.GetTempPath(), $"weir-operator-{Guid.NewGuid():N}.yaml");

    public OperatorTests()
    {
        _server = new EchoServer(_network.Server, Port, _network.Server4, _network.Neighbour4);
        WritePolicy($"remote.address == {_network.Server4}");
    }

    private string Namespace => _network.Client.NamespaceName!;

    public void Dispose()
    {
        File.Delete(_policy);
        _server.Dispose();
        _network.Dispose();
    }

    [Fact]
    public void HangUpReplacesThePolicyAndABrokenOneChangesNothing()
    {
        using WeirCommand weir = WeirCommand.Start("run", _policy, "--netns", Namespace);
        weir.WaitForLine("ready");
        AssertBlocked(_network.Server4, _network.Neighbour4);

        WritePolicy($"remote.address == {_network.Neighbour4}");
        weir.HangUp();
        weir.WaitForLine("reloaded");
        AssertBlocked(_network.Neighbour4, _network.Server4);

        WritePolicy("remote.adress == 10.0.0.1");
        weir.HangUp();
        Assert.True(SpinWait.SpinUntil(
            () => weir.Errors.Contains("stays in force", StringComparison.Ordinal), TimeSpan.FromSeconds(10)), weir.Errors);
        Assert.Contains("did you mean", weir.Errors, StringComparison.OrdinalIgnoreCase);
        AssertBlocked(_network.Neighbour4, _network.Server4);

        // The filter has kept its key, and so what it counted: a probe before the first hang-up and two after it.
        weir.Terminate();
        Assert.Contains("the filter at outbound-transport-v4: 3 packets,", weir.WaitForExit().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ItTellsWhereALayerIsEvaluatedAndWhenItMoves()
    {
        WritePolicy($"remote.address == {_network.Server4}", "limit 20mbit burst 256kB");
        using WeirCommand weir = WeirCommand.Start("run", _policy, "--netns", Namespace);
        weir.WaitForLine("ready");
        weir.WaitForLine("outbound-transport-v4: 1 filter at tcx egress of lo, to-server");

        WritePolicy($"remote.address == {_network.Server4}");
        weir.HangUp();
        weir.WaitForLine("moved: outbound-transport-v4: 1 filter at netfilter LOCAL_OUT priority 50");
        AssertBlocked(_network.Server4, _network.Neighbour4);
        weir.Terminate();
        Assert.Equal(0, weir.WaitForExit().ExitCode);
    }

    [Fact]
    public void WithoutTheWordEverythingIsTakenBack()
    {
        Stopwatch time = Stopwatch.StartNew();
        using WeirCommand weir = WeirCommand.Start("run", _policy, "--netns", Namespace, "--confirm", "5");
        weir.WaitForLine("ready");
        AssertBlocked(_network.Server4, _network.Neighbour4);

        weir.WaitForExit();

        Assert.InRange(time.Elapsed, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));
        Assert.Equal(1, weir.ExitCode);
        Assert.Contains("not confirmed", weir.Errors, StringComparison.Ordinal);
        Assert.Equal(ProbeResult.Answered, Probe.Udp(_network.Client, new IPEndPoint(_network.Server4, Port)));
    }

    [Fact]
    public void WithTheWordItStays()
    {
        using WeirCommand weir = WeirCommand.Start("run", _policy, "--netns", Namespace, "--confirm", "30");
        weir.WaitForLine("ready");

        weir.WriteLine("keep");

        weir.WaitForLine("kept");
        AssertBlocked(_network.Server4, _network.Neighbour4);
        weir.Terminate();
        Assert.Equal(0, weir.WaitForExit().ExitCode);
    }

    [Fact]
    public void APolicyThatCutsTheOperatorsSessionIsRefused() =>
        AssertRefused("filter 'the filter' would block the SSH session");

    [Theory]
    [InlineData("{name: ask, layer: outbound-transport-v4, sublayer: below, action: callout-unknown, callout: watch}")]
    [InlineData(
        "{name: ask, layer: outbound-transport-v4, sublayer: below, action: callout-terminating, callout: watch, "
        + "flags: [permit-if-callout-unregistered]}")]
    [InlineData(
        "{name: ask, layer: outbound-transport-v4, sublayer: below, action: callout-unknown, callout: watch}, "
        + "{name: ours, layer: outbound-transport-v4, sublayer: above, action: permit, hard: true}")]
    public void APolicyThatAsksACalloutAboutTheOperatorsSessionIsRefused(string filters)
    {
        File.WriteAllText(_policy, $"""
            provider: office
            sublayers: [{"{"}name: above, weight: 2{"}"}, {"{"}name: below, weight: 1{"}"}]
            callouts: [{"{"}name: watch, class: Watch, layer: outbound-transport-v4{"}"}]
            filters: [{filters}]
            """);

        AssertRefused("filter 'ask' asks a callout about the SSH session");
    }

    [Fact]
    public void APolicyWhoseCalloutOnlyLooksAtTheOperatorsSessionIsNotRefusedForIt()
    {
        File.WriteAllText(_policy, """
            provider: office
            callouts: [{name: watch, class: Watch, layer: outbound-transport-v4}]
            filters: [{name: look, layer: outbound-transport-v4, action: callout-inspection, callout: watch}]
            """);

        using WeirCommand weir = RunFromASession();

        Assert.Contains("wants class Watch", weir.Errors, StringComparison.Ordinal);
    }

    private void AssertRefused(string reason)
    {
        using WeirCommand weir = RunFromASession();

        Assert.Equal(2, weir.ExitCode);
        Assert.Contains(reason, weir.Errors, StringComparison.Ordinal);
        Assert.Contains("--confirm", weir.Errors, StringComparison.Ordinal);
        Assert.Equal(ProbeResult.Answered, Probe.Udp(_network.Client, new IPEndPoint(_network.Server4, Port)));
    }

    private WeirCommand RunFromASession()
    {
        // The operator's "machine" is the client's namespace; the session comes from the server's address.
        string session = $"SSH_CONNECTION={_network.Server4} 50000 {_network.Client.Address(AddressFamily.InterNetwork)} 22";

        return WeirCommand.StartThrough(
            ["env", session, "nsenter", $"--net=/run/netns/{Namespace}"], "run", _policy, "--host").WaitForExit();
    }

    private void WritePolicy(string expression, string action = "block") => File.WriteAllText(_policy, $"""
        provider: office
        filters:
          - name: the filter
            layer: outbound-transport-v4
            when: {expression}
            action: {action}
        """);

    private void AssertBlocked(IPAddress blocked, IPAddress free)
    {
        Assert.Equal(ProbeResult.NotPermitted, Probe.Udp(_network.Client, new IPEndPoint(blocked, Port)));
        Assert.Equal(ProbeResult.Answered, Probe.Udp(_network.Client, new IPEndPoint(free, Port)));
    }
}
