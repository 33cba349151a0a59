using System.Net;
using System.Text.Json;
using Weir.Testing;

namespace Weir.EndToEnd.Tests.Run;

/// <summary><c>weir run --pin</c> and <c>weir off</c>: enforcement that outlives its process.</summary>
public sealed class PinTests : IDisposable
{
    private const int Port = 7777;

    private static readonly IPAddress s_first = IPAddress.Parse("168.63.129.16");
    private static readonly IPAddress s_second = IPAddress.Parse("192.0.2.77");

    private readonly TestNetwork _network = TestNetwork.CreatePair(named: true);
    private readonly BpfFileSystem _pins = new();
    private readonly EchoServer _server;
    private readonly string _policy = Path.Combine(Path.GetTempPath(), $"weir-pin-{Guid.NewGuid():N}.yaml");

    public PinTests()
    {
        _network.AddServerAddress(s_first);
        _network.AddServerAddress(s_second);
        _server = new EchoServer(_network.Server, Port, s_first, s_second);
        Block(s_first);
    }

    private string Directory => _pins.PathOf("office");

    public void Dispose()
    {
        File.Delete(_policy);
        _server.Dispose();
        _pins.Dispose();
        _network.Dispose();
    }

    [Fact]
    public void KilledItGoesOnEnforcingAndIsAdoptedAndTakenAway()
    {
        IReadOnlySet<string> before = KernelObjects.OfWeir();
        using (WeirCommand weir = Start())
        {
            weir.WaitForLine("ready");
            weir.Kill();
            weir.WaitForExit();
        }

        AssertBlocked(s_first, permitted: s_second);
        AssertStatus("no process; the kernel goes on enforcing");

        Block(s_second);
        using (WeirCommand weir = Start())
        {
            // Whatever the new process has done so far, one of the two policies is in force.
            for (int probe = 0; !weir.Output.Contains("ready\n", StringComparison.Ordinal) && probe < 10_000; probe++)
            {
                bool firstIsBlocked = IsBlocked(s_first);
                Assert.True(firstIsBlocked || IsBlocked(s_second), $"probe {probe}: {weir.Output}");
            }

            Assert.Contains($"adopts what is pinned as {Directory}\nready\n", weir.Output, StringComparison.Ordinal);
            AssertBlocked(s_second, permitted: s_first);
            AssertStatus("a process enforces");
            weir.Terminate();
            weir.WaitForExit();
            Assert.Equal(0, weir.ExitCode);
            Assert.Contains($"weir off {Directory}", weir.Output, StringComparison.Ordinal);
        }

        AssertBlocked(s_second, permitted: s_first);

        using WeirCommand off = WeirCommand.Run("off", Directory);

        Assert.Equal((0, "off\n"), (off.ExitCode, off.Output));
        Assert.False(System.IO.Directory.Exists(Directory));
        Assert.False(IsBlocked(s_first));
        Assert.False(IsBlocked(s_second));
        KernelObjects.AssertGone(before);
    }

    [Fact]
    public void TwoProcessesDoNotShareADirectory()
    {
        using WeirCommand first = Start();
        first.WaitForLine("ready");

        using WeirCommand second = WeirCommand.Run("run", _policy, "--netns", _network.Client.NamespaceName!, "--pin", Directory);
        using WeirCommand off = WeirCommand.Run("off", Directory);

        Assert.All([second, off], refused =>
        {
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("Another process enforces", refused.Errors, StringComparison.Ordinal);
        });
        AssertBlocked(s_first, permitted: s_second);
    }

    [Fact]
    public void AnotherFileSystemIsRefusedAndNothingIsEnforced()
    {
        string elsewhere = Path.Combine(Path.GetTempPath(), $"weir-pin-{Guid.NewGuid():N}");

        using WeirCommand weir = WeirCommand.Run("run", _policy, "--netns", _network.Client.NamespaceName!, "--pin", elsewhere);

        Assert.NotEqual(0, weir.ExitCode);
        Assert.Contains("mount -t bpf", weir.Errors, StringComparison.Ordinal);
        Assert.False(System.IO.Directory.Exists(elsewhere));
        Assert.False(IsBlocked(s_first));
    }

    [Fact]
    public void AnOutboundLimitIsRefused()
    {
        File.WriteAllText(_policy, """
            provider: office
            filters:
              - name: slow
                layer: outbound-transport-v4
                action: limit 20mbit burst 256kB
            """);

        using WeirCommand weir = WeirCommand.Run("run", _policy, "--netns", _network.Client.NamespaceName!, "--pin", Directory);

        Assert.Equal(1, weir.ExitCode);
        Assert.Contains(
            "does not limit at OUTBOUND_TRANSPORT_V4: it limits at each interface, and what is pinned would not cover the interfaces that come later; run without pins",
            weir.Errors,
            StringComparison.Ordinal);
    }

    [Fact]
    public void NothingPinnedCannotBeTakenAway()
    {
        using WeirCommand off = WeirCommand.Run("off", Directory);

        Assert.Equal(1, off.ExitCode);
        Assert.Contains($"Nothing is pinned as {Directory}", off.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingPinnedHasNoStatus()
    {
        using WeirCommand status = WeirCommand.Run("status", Directory);

        Assert.Equal(1, status.ExitCode);
        Assert.Contains($"Nothing is pinned as {Directory}", status.Errors, StringComparison.Ordinal);
    }

    private void AssertStatus(string process)
    {
        using WeirCommand status = WeirCommand.Run("status", Directory);
        Assert.Equal(
            $"""
            pinned as {Directory}; {process}
            inbound-transport-v4: 0 filters at netfilter LOCAL_IN priority 50
            inbound-transport-v6: 0 filters at netfilter LOCAL_IN priority 50
            outbound-transport-v4: 1 filter at netfilter LOCAL_OUT priority 50
            outbound-transport-v6: 0 filters at netfilter LOCAL_OUT priority 50

            """,
            status.Output);
        using WeirCommand json = WeirCommand.Run("status", Directory, "--json");
        using JsonDocument document = JsonDocument.Parse(json.Output);
        Assert.Equal(!process.StartsWith("no", StringComparison.Ordinal), document.RootElement.GetProperty("process").GetBoolean());
        JsonElement layer = document.RootElement.GetProperty("layers")[2];
        Assert.Equal("outbound-transport-v4", layer.GetProperty("layer").GetString());
        Assert.Equal((1, "verdict", "open"), (layer.GetProperty("filters").GetInt32(), layer.GetProperty("placement").GetString(), layer.GetProperty("failMode").GetString()));
        JsonElement hook = Assert.Single(layer.GetProperty("hooks").EnumerateArray());
        Assert.Equal(("netfilter LOCAL_OUT", 50), (hook.GetProperty("hook").GetString(), hook.GetProperty("priority").GetInt32()));
    }

    private WeirCommand Start() => WeirCommand.Start("run", _policy, "--netns", _network.Client.NamespaceName!, "--pin", Directory);

    private void Block(IPAddress address) => File.WriteAllText(_policy, $"""
        provider: office
        filters:
          - name: blocked
            layer: outbound-transport-v4
            when: remote.address == {address}
            action: block
        """);

    private bool IsBlocked(IPAddress address) =>
        Probe.Udp(_network.Client, new IPEndPoint(address, Port), TimeSpan.FromSeconds(2)) switch
        {
            ProbeResult.NotPermitted => true,
            ProbeResult.Answered => false,
            ProbeResult other => throw new InvalidOperationException($"{address}: {other}"),
        };

    private void AssertBlocked(IPAddress blocked, IPAddress permitted)
    {
        Assert.True(IsBlocked(blocked));
        Assert.False(IsBlocked(permitted));
    }
}
