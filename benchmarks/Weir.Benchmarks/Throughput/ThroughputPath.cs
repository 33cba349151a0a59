using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Weir.Benchmarks.Classify;
using Weir.Linux;

namespace Weir.Benchmarks.Throughput;

/// <summary>Two network namespaces that a veth pair joins, with an iperf3 server in the second.</summary>
internal sealed class ThroughputPath : IDisposable
{
    private const string ServerAddress = "192.0.2.2";

    private readonly NetworkNamespace _client = NetworkNamespace.Create();
    private readonly Process _server;

    /// <exception cref="Win32Exception">iperf3 is not installed.</exception>
    public ThroughputPath()
    {
        VirtualEthernetEnd.Join(
            new(_client, "a", InterfaceAddress.Parse("192.0.2.1/24")), new(Server, "b", InterfaceAddress.Parse($"{ServerAddress}/24")));
        _server = Server.StartProcess(new ProcessStartInfo("iperf3", ["-s", "--forceflush"]) { RedirectStandardOutput = true });

        // Nobody has listened before the line that says so.
        while (_server.StandardOutput.ReadLine() is { } line && !line.Contains("listening", StringComparison.Ordinal))
        {
        }

        // It writes on, and would wait when the pipe is full.
        _ = _server.StandardOutput.ReadToEndAsync();
    }

    /// <summary>The namespace where the policy stands.</summary>
    public NetworkNamespace Server { get; } = NetworkNamespace.Create();

    /// <summary>Bits a second of one TCP stream, as the receiver counts them.</summary>
    public double Tcp(int seconds) => Measure("bits_per_second", "sum_received", "-t", $"{seconds}");

    /// <summary>Datagrams of 1,400 bytes a second that the receiver got, sent as fast as they go.</summary>
    public double Udp(int seconds) => Measure("bits_per_second", "sum_received", "-t", $"{seconds}", "-u", "-b", "0", "-l", "1400") / 1400 / 8;

    public void Dispose()
    {
        _server.Kill();
        _server.WaitForExit();
        _server.Dispose();
        _client.Dispose();
        Server.Dispose();
    }

    private double Measure(string value, string sum, params string[] arguments)
    {
        var output = Tool.Run(_client, "iperf3", ["-c", ServerAddress, "-J", .. arguments]);
        using var answer = JsonDocument.Parse(output);
        return answer.RootElement.GetProperty("end").GetProperty(sum).GetProperty(value).GetDouble();
    }
}
