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

    private readonly Process _server;

    /// <exception cref="Win32Exception">iperf3 is not installed.</exception>
    public ThroughputPath()
    {
        VirtualEthernetEnd.Join(
            new(Client, "a", InterfaceAddress.Parse("192.0.2.1/24")), new(Server, "b", InterfaceAddress.Parse($"{ServerAddress}/24")));
        _server = Server.StartProcess(new ProcessStartInfo("iperf3", ["-s", "--forceflush"]) { RedirectStandardOutput = true });

        // Nobody has listened before the line that says so.
        while (_server.StandardOutput.ReadLine() is { } line && !line.Contains("listening", StringComparison.Ordinal))
        {
        }

        // It writes on, and would wait when the pipe is full.
        _ = _server.StandardOutput.ReadToEndAsync();
    }

    /// <summary>The namespace that sends.</summary>
    public NetworkNamespace Client { get; } = NetworkNamespace.Create();

    /// <summary>The namespace that receives.</summary>
    public NetworkNamespace Server { get; } = NetworkNamespace.Create();

    /// <summary>Bits a second of one TCP stream, as the receiver counts them.</summary>
    public double Tcp(int seconds) => Measure("bits_per_second", "sum_received", "-t", $"{seconds}");

    /// <summary>Datagrams of 1,400 bytes a second that the receiver got, sent as fast as they go.</summary>
    public double Udp(int seconds) => Measure("bits_per_second", "sum_received", "-t", $"{seconds}", "-u", "-b", "0", "-l", "1400") / 1400 / 8;

    /// <summary>One TCP stream in each direction at once.</summary>
    /// <param name="seconds">How long.</param>
    /// <returns>Bits a second in each tenth of a second, of both streams, and how many segments were sent again.</returns>
    public (List<double> Rates, long SentAgain) TwoWays(int seconds)
    {
        using JsonDocument answer = Ask("-t", $"{seconds}", "-i", "0.1", "--bidir");
        JsonElement root = answer.RootElement;
        List<double> rates =
        [
            .. from interval in root.GetProperty("intervals").EnumerateArray()
               from stream in interval.GetProperty("streams").EnumerateArray()
               where stream.GetProperty("seconds").GetDouble() > 0.05
               select stream.GetProperty("bits_per_second").GetDouble(),
        ];
        return (rates, root.GetProperty("end").GetProperty("sum_sent").GetProperty("retransmits").GetInt64()
            + root.GetProperty("end").GetProperty("sum_sent_bidir_reverse").GetProperty("retransmits").GetInt64());
    }

    public void Dispose()
    {
        _server.Kill();
        _server.WaitForExit();
        _server.Dispose();
        Client.Dispose();
        Server.Dispose();
    }

    private double Measure(string value, string sum, params string[] arguments)
    {
        using JsonDocument answer = Ask(arguments);
        return answer.RootElement.GetProperty("end").GetProperty(sum).GetProperty(value).GetDouble();
    }

    private JsonDocument Ask(params string[] arguments) =>
        JsonDocument.Parse(Tool.Run(Client, "iperf3", ["-c", ServerAddress, "-J", .. arguments]));
}
