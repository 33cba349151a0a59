using System.Diagnostics;
using System.Net;
using Weir.Testing;

namespace Weir.EndToEnd.Tests.Samples;

/// <summary>The samples do what their first line says.</summary>
public class SampleTests
{
    private const int Port = 7777;

    [Fact]
    public void CountBytesRunsInTheKernelAndLeavesNothing()
    {
        BuiltCommand run = BuiltCommand.Run(Sample("CountBytes"), input: "", arguments: []);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains("; Interlocked.Add(ref *bytes, context->len); @ ByteCounter.cs:", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("UDP: 200 bytes\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void BlockAddressBlocksUntilEnterIsPressed()
    {
        using TestNetwork network = TestNetwork.CreatePair(named: true);
        using EchoServer server = new(network.Server, Port, network.Server4, network.Neighbour4);
        IPEndPoint blocked = new(network.Server4, Port);
        using Process sample = Process.Start(new ProcessStartInfo(Sample("BlockAddress"), [network.Client.NamespaceName!, network.Server4.ToString()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            Assert.StartsWith("Blocking", sample.StandardOutput.ReadLine(), StringComparison.Ordinal);
            Assert.Equal(ProbeResult.NotPermitted, Probe.Udp(network.Client, blocked));
            Assert.Equal(ProbeResult.Answered, Probe.Udp(network.Client, new IPEndPoint(network.Neighbour4, Port)));
            Assert.Equal($"Block protocol 17 to {network.Server4} by filter 1", sample.StandardOutput.ReadLine());

            sample.StandardInput.WriteLine();

            Assert.True(sample.WaitForExit(TimeSpan.FromSeconds(20)));
            Assert.Equal(0, sample.ExitCode);
            Assert.Equal(ProbeResult.Answered, Probe.Udp(network.Client, blocked));
        }
        finally
        {
            if (!sample.HasExited)
            {
                sample.Kill();
                sample.WaitForExit();
            }
        }
    }

    private static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, name);
}
