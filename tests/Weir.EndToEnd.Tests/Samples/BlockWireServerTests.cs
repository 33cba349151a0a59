using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Weir.Testing;

namespace Weir.EndToEnd.Tests.Samples;

/// <summary>The article's driver on real traffic: what it prints, what it blocks, how it unloads and how it dies.</summary>
public sealed class BlockWireServerTests : IDisposable
{
    private const int Port = 7777;

    private static readonly IPAddress s_wireServer = IPAddress.Parse("168.63.129.16");

    private readonly TestNetwork _network = TestNetwork.CreatePair(named: true);
    private readonly EchoServer _server;
    private readonly BlockingCollection<string> _output = [];
    private readonly List<string> _lines = [];
    private Process? _sample;

    public BlockWireServerTests()
    {
        _network.AddServerAddress(s_wireServer);
        _server = new EchoServer(_network.Server, Port, s_wireServer, _network.Neighbour4);
    }

    public void Dispose()
    {
        if (_sample is { HasExited: false })
        {
            _sample.Kill();
            _sample.WaitForExit();
        }

        _sample?.Dispose();
        _server.Dispose();
        _network.Dispose();
        _output.Dispose();
    }

    [Fact]
    public void ItBlocksTheAddressPrintsTheRestAndUnloadsInOrder()
    {
        Start();
        WaitFor("ready");
        Assert.Collection(
            _lines,
            line => Assert.Matches("^callout id: [1-9][0-9]*$", line),
            line => Assert.Equal("notify: AddFilter wire server filter", line),
            line => Assert.Equal("notify: AddFilterPostCommit wire server filter", line),
            line => Assert.Equal("ready", line));

        AssertAnswers(blocked: true, s_wireServer);
        AssertAnswers(blocked: false, _network.Neighbour4);
        string client = _network.Client.Addresses[0].Address.ToString();
        WaitFor($"{client}:8 --> {_network.Neighbour4}:0 protocol 1");
        Assert.Contains(_lines, line => line.StartsWith($"{client}:", StringComparison.Ordinal) && line.EndsWith($" --> {_network.Neighbour4}:{Port} protocol 17", StringComparison.Ordinal));
        Assert.Contains(_lines, line => line.StartsWith($"{client}:", StringComparison.Ordinal) && line.EndsWith($" --> {_network.Neighbour4}:{Port} protocol 6", StringComparison.Ordinal));
        Assert.DoesNotContain(_lines, line => line.Contains(s_wireServer.ToString(), StringComparison.Ordinal));

        _sample!.StandardInput.WriteLine();
        WaitFor("unloaded");
        Assert.Contains("notify: DeleteFilter wire server filter", _lines);
        Assert.True(_sample.WaitForExit(TimeSpan.FromSeconds(20)));
        Assert.Equal(0, _sample.ExitCode);
        AssertAnswers(blocked: false, s_wireServer);
    }

    [Fact]
    public void KilledItLeavesNothing()
    {
        IReadOnlySet<string> before = KernelObjects.OfWeir();
        Start();
        WaitFor("ready");
        AssertAnswers(blocked: true, s_wireServer);

        _sample!.Kill();
        _sample.WaitForExit();

        KernelObjects.AssertGone(before);
        AssertAnswers(blocked: false, s_wireServer);
    }

    private void AssertAnswers(bool blocked, IPAddress address)
    {
        IPEndPoint endPoint = new(address, Port);
        ProbeResult expected = blocked ? ProbeResult.NotPermitted : ProbeResult.Answered;
        Assert.Equal(expected, Probe.Udp(_network.Client, endPoint));

        // A SYN that is dropped on its way out is sent again, and no error reaches the application.
        Assert.Equal(blocked ? ProbeResult.TimedOut : ProbeResult.Answered, Probe.Tcp(_network.Client, endPoint));
        Assert.Equal(expected, Probe.Ping(_network.Client, address));
    }

    private void Start()
    {
        _sample = new Process
        {
            StartInfo = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "BlockWireServer"), [_network.Client.NamespaceName!])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            },
        };
        _sample.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null)
            {
                _output.Add(line.Data);
            }
        };
        _sample.Start();
        _sample.BeginOutputReadLine();
    }

    private void WaitFor(string wanted)
    {
        while (_output.TryTake(out string? line, TimeSpan.FromSeconds(20)))
        {
            _lines.Add(line);
            if (line == wanted)
            {
                return;
            }
        }

        Assert.Fail($"'{wanted}' was not printed; these were: {string.Join(Environment.NewLine, _lines)}");
    }
}
