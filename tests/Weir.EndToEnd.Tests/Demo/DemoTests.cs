using System.Diagnostics;

namespace Weir.EndToEnd.Tests.Demo;

public class DemoTests
{
    [Fact]
    public void TheDemoShowsTheBlockTheCalloutAndRemovesEverything()
    {
        IReadOnlySet<string> before = KernelObjects.OfWeir();
        WeirCommand.Run("--version").Dispose(); // builds, if a source is newer: that is not the demo's time
        Stopwatch time = Stopwatch.StartNew();

        using WeirCommand weir = WeirCommand.Run("demo");

        Assert.True(weir.ExitCode == 0, weir.Output + weir.Errors);
        Assert.InRange(time.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Equal(15, Count(weir.Output, "answered"));
        Assert.Equal(9, Count(weir.Output, "blocked: "));
        Assert.Contains("BLOCK tcp", weir.Output, StringComparison.Ordinal);
        Assert.Contains("BLOCK udp", weir.Output, StringComparison.Ordinal);
        Assert.Contains("BLOCK icmp", weir.Output, StringComparison.Ordinal);
        Assert.Contains("callout 'demo callout': run-time id 1", weir.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^    icmp 168\.63\.129\.1 -> 168\.63\.129\.17$", weir.Output);
        Assert.Matches(@"(?m)^    classified \d+ packets, [1-9]\d* of them permitted; 0 faults$", weir.Output);
        KernelObjects.AssertGone(before);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
