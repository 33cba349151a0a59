using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Weir.Linux;
using Weir.Testing;

namespace Weir.EndToEnd.Tests.Run;

/// <summary><c>weir run</c> on real traffic, from its start to every kind of end.</summary>
public sealed class RunTests : IDisposable
{
    private const int Port = 7777;

    private static readonly IPAddress s_blocked4 = IPAddress.Parse("168.63.129.16");
    private static readonly IPAddress s_blocked6 = IPAddress.Parse("fd63:129::16");

    private readonly TestNetwork _network = TestNetwork.CreatePair(named: true);
    private readonly EchoServer _server;
    private readonly string _policy = Path.Combine(Path.GetTempPath(), $"weir-run-{Guid.NewGuid():N}.yaml");

    public RunTests()
    {
        _network.AddServerAddress(s_blocked4);
        _network.AddServerAddress(s_blocked6);
        _server = new EchoServer(_network.Server, Port, s_blocked4, s_blocked6, _network.Neighbour4, _network.Neighbour6);
        File.WriteAllText(_policy, """
            provider: office
            sublayers:
              - name: office-firewall
                weight: 0x2000
            filters:
              - name: no azure wire server
                layer: outbound-transport
                sublayer: office-firewall
                when: remote.address in [168.63.129.16, "fd63:129::16"]
                action: block
            """);
    }

    private string Namespace => _network.Client.NamespaceName!;

    public void Dispose()
    {
        File.Delete(_policy);
        _server.Dispose();
        _network.Dispose();
    }

    [Fact]
    public void TerminatedItLeavesNothing()
    {
        AssertAnswers(blocked: false);
        IReadOnlySet<string> before = KernelObjects.OfWeir();
        using WeirCommand weir = WeirCommand.Start("run", _policy, "--netns", Namespace);
        weir.WaitForLine("ready");
        AssertAnswers(blocked: true);
        Assert.NotEmpty(KernelObjects.OfWeir().Except(before));

        weir.Terminate();
        weir.WaitForExit();

        Assert.Equal(0, weir.ExitCode);
        AssertAnswers(blocked: false);
        KernelObjects.AssertGone(before);
    }

    [Fact]
    public void NamespacesBehindItsInterfacesAreNamedAsTheyCome()
    {
        string server = _network.Server.NamespaceName!;
        using WeirCommand weir = WeirCommand.Start("run", _policy, "--netns", Namespace);
        weir.WaitForLine("ready");
        Assert.True(
            SpinWait.SpinUntil(() => weir.Output.Contains($"weir run {_policy} --netns {server}\n", StringComparison.Ordinal), TimeSpan.FromSeconds(10)),
            weir.Output);
        Assert.Contains($"the network namespace '{server}'", weir.Output, StringComparison.Ordinal);

        string later = $"{server}-later";
        using NetworkNamespace appeared = NetworkNamespace.CreateNamed(later);
        try
        {
            using RouteNetlink netlink = RouteNetlink.Open(_network.Client.Namespace);
            netlink.CreateVirtualEthernetPair("veth-later", "eth0", appeared);
            netlink.SetUp("veth-later");

            Assert.True(
                SpinWait.SpinUntil(() => weir.Output.Contains($"interface veth-later leads to the network namespace '{later}'", StringComparison.Ordinal), TimeSpan.FromSeconds(10)),
                weir.Output);
            weir.Terminate();
            weir.WaitForExit();
            Assert.Equal(2, weir.Output.Split('\n').Count(line => line.Contains("leads to", StringComparison.Ordinal)));
        }
        finally
        {
            NetworkNamespace.DeleteNamed(later);
        }
    }

    [Fact]
    public void KilledItLeavesNothing()
    {
        IReadOnlySet<string> before = KernelObjects.OfWeir();
        using WeirCommand weir = WeirCommand.Start("run", _policy, "--netns", Namespace);
        weir.WaitForLine("ready");
        AssertAnswers(blocked: true);

        weir.Kill();
        weir.WaitForExit();

        KernelObjects.AssertGone(before);
        AssertAnswers(blocked: false);
    }

    [Fact]
    public void EventsAreToldAsTheyHappen()
    {
        using WeirCommand weir = WeirCommand.Start("run", _policy, "--netns", Namespace, "--events");
        weir.WaitForLine("ready");

        Assert.Equal(ProbeResult.NotPermitted, Probe.Udp(_network.Client, new IPEndPoint(s_blocked4, Port)));

        Assert.True(SpinWait.SpinUntil(() => weir.Output.Contains("BLOCK udp", StringComparison.Ordinal), TimeSpan.FromSeconds(5)), weir.Output);
        Assert.Contains("168.63.129.16:7777", weir.Output, StringComparison.Ordinal);
        Assert.Contains("no azure wire server", weir.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ClosedPortsCanBeSilentAndEventsSayWhy()
    {
        File.WriteAllText(_policy, $"""
            provider: office
            filters:
              - name: stealth
                layer: [inbound-transport-discard, inbound-ippacket-discard]
                action: block
              - name: no echo
                layer: inbound-transport-v6
                when: local.port == {Port}
                action: block
            """);
        _network.Server.SendIcmpErrorsWithoutLimit();
        IPEndPoint closed = new(_network.Server4, Port + 1);
        TimeSpan brief = TimeSpan.FromMilliseconds(300);
        Assert.Equal((ProbeResult.Refused, ProbeResult.Refused), (Probe.Tcp(_network.Client, closed), Probe.Udp(_network.Client, closed)));
        using WeirCommand weir = WeirCommand.Start("run", _policy, "--netns", _network.Server.NamespaceName!, "--events", "--kernel-drops");
        weir.WaitForLine("ready");

        Assert.Equal((ProbeResult.TimedOut, ProbeResult.TimedOut), (Probe.Tcp(_network.Client, closed, brief), Probe.Udp(_network.Client, closed, brief)));
        Assert.Equal(ProbeResult.TimedOut, Probe.Udp(_network.Client, new IPEndPoint(_network.Neighbour6, Port), brief));

        AwaitLine("BLOCK tcp", "at inbound-transport-v4-discard", "'stealth'; discarded because no socket takes it");
        AwaitLine("BLOCK udp", "at inbound-ippacket-v4-discard", "'stealth'; discarded because no socket takes it");
        AwaitLine("BLOCK udp", "at inbound-transport-v6-discard", "'no echo'");

        // A header alone, of a protocol that nobody handles.
        using (Socket raw = _network.Client.OpenSocket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Raw))
        {
            raw.SendTo([0x45, 0, 0, 20, 0, 0, 0, 0, 64, 253, 0, 0, 0, 0, 0, 0, .. _network.Server4.GetAddressBytes()], new IPEndPoint(_network.Server4, 0));
        }

        AwaitLine("at inbound-ippacket-v4-discard", "'stealth'; dropped by the kernel: protocol-unreachable");
        weir.Terminate();
        weir.WaitForExit();
        Assert.Equal((ProbeResult.Refused, ProbeResult.Refused), (Probe.Tcp(_network.Client, closed), Probe.Udp(_network.Client, closed)));

        void AwaitLine(params string[] parts) => Assert.True(
            SpinWait.SpinUntil(() => weir.Output.Split('\n').Any(line => parts.All(part => line.Contains(part, StringComparison.Ordinal))), TimeSpan.FromSeconds(5)),
            weir.Output);
    }

    [Fact]
    public void EventsBeyondTheRateAreCounted()
    {
        const int Packets = 200;
        using WeirCommand weir = WeirCommand.Start("run", _policy, "--netns", Namespace, "--events", "--event-rate", "3");
        weir.WaitForLine("ready");
        using Socket sender = _network.Client.OpenSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Stopwatch time = Stopwatch.StartNew();
        for (int i = 0; i < Packets; i++)
        {
            SocketException blocked = Assert.Throws<SocketException>(() => sender.SendTo([1], new IPEndPoint(s_blocked4, Port)));
            Assert.Equal(SocketError.AccessDenied, blocked.SocketErrorCode);
        }

        time.Stop();
        weir.Terminate();
        weir.WaitForExit();

        int told = weir.Output.Split('\n').Count(line => line.Contains("BLOCK udp", StringComparison.Ordinal));
        Assert.InRange(told, 3, 3 + (int)(3 * time.Elapsed.TotalSeconds) + 1);
        Assert.Contains($"\nevents at outbound-transport-v4: {Packets - told} left out, 0 lost\n", weir.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--event-rate takes a number from 0 to 4294967295, not 'much'", "--events", "--event-rate", "much")]
    [InlineData("--event-sample takes a number from 1 to 4294967295, not '0'", "--events", "--event-sample", "0")]
    [InlineData("add --events", "--event-sample", "10")]
    [InlineData("leave out --kernel-drops or --pin", "--kernel-drops", "--pin", "/sys/fs/bpf/none")]
    public void OptionsOfEventsAreReadStrictly(string message, params string[] arguments)
    {
        BuiltCommand refused = BuiltCommand.Run(["run", _policy, "--netns", Namespace, .. arguments]);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(message, refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEventOfTheKernelIsExplainedByThePolicyThatMadeIt()
    {
        using WeirCommand weir = WeirCommand.Start("run", _policy, "--netns", Namespace, "--events", "--json");
        weir.WaitForLine("ready");
        Assert.Equal(ProbeResult.NotPermitted, Probe.Udp(_network.Client, new IPEndPoint(s_blocked4, Port)));
        string? line = null;
        Assert.True(
            SpinWait.SpinUntil(() => (line = weir.Output.Split('\n').FirstOrDefault(one => one.StartsWith('{') && one.EndsWith('}'))) is not null, TimeSpan.FromSeconds(5)),
            weir.Output);

        BuiltCommand explained = BuiltCommand.RunWithInput($"ready\n{line}\n", "explain", "--policy", _policy, "--event", "-");

        Assert.Equal((0, ""), (explained.ExitCode, explained.Errors));
        Assert.Contains(" says:\n  BLOCKED at outbound-transport-v4 by filter 'no azure wire server'.\n", explained.Output, StringComparison.Ordinal);
        Assert.Contains("\nThe policy at hand decides the same. Why:\n\nBLOCKED by filter 'no azure wire server'", explained.Output, StringComparison.Ordinal);
        Assert.Contains("udp ", explained.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ASecondRunInTheSameNamespaceIsRefused()
    {
        using WeirCommand first = WeirCommand.Start("run", _policy, "--netns", Namespace);
        first.WaitForLine("ready");

        using WeirCommand second = WeirCommand.Run("run", _policy, "--netns", Namespace);

        Assert.Equal(1, second.ExitCode);
        Assert.Contains("priority", second.Errors, StringComparison.Ordinal);
        AssertAnswers(blocked: true);
    }

    private void AssertAnswers(bool blocked)
    {
        foreach ((IPAddress forbidden, IPAddress neighbour) in new[] { (s_blocked4, _network.Neighbour4), (s_blocked6, _network.Neighbour6) })
        {
            TimeSpan patience = TimeSpan.FromMilliseconds(blocked ? 300 : 2000);
            Assert.Equal(blocked ? ProbeResult.TimedOut : ProbeResult.Answered, Probe.Tcp(_network.Client, new IPEndPoint(forbidden, Port), patience));
            ProbeResult others = blocked ? ProbeResult.NotPermitted : ProbeResult.Answered;
            Assert.Equal(others, Probe.Udp(_network.Client, new IPEndPoint(forbidden, Port), patience));
            Assert.Equal(others, Probe.Ping(_network.Client, forbidden, patience));
            Assert.Equal(ProbeResult.Answered, Probe.Tcp(_network.Client, new IPEndPoint(neighbour, Port)));
            Assert.Equal(ProbeResult.Answered, Probe.Udp(_network.Client, new IPEndPoint(neighbour, Port)));
            Assert.Equal(ProbeResult.Answered, Probe.Ping(_network.Client, neighbour));
        }
    }
}
