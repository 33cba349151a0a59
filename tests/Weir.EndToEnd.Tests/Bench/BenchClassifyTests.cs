using System.Text.Json;

namespace Weir.EndToEnd.Tests.Bench;

public sealed class BenchClassifyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-bench-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("managed")]
    [InlineData("kernel")]
    [InlineData("reference")]
    public void Json_has_the_figures_and_matches_are_rule_numbers(string engine)
    {
        var matches = Path.Combine(_folder, "matches");
        var result = BuiltCommand.Run(
            "bench", "classify", "--rules", WriteRules(), "--trace", WriteTrace(), "--engine", engine, "--matches", matches, "--json");

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(
            ["engine", "filters", "packets", "ns_per_packet", "ns_empty", "build_ms", "bytes"],
            json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal(engine, json.RootElement.GetProperty("engine").GetString());
        Assert.Equal(2, json.RootElement.GetProperty("filters").GetInt32());
        Assert.Equal(4, json.RootElement.GetProperty("packets").GetInt32());
        Assert.True(json.RootElement.GetProperty("ns_per_packet").GetDouble() > 0);
        Assert.True(json.RootElement.GetProperty("ns_empty").GetDouble() > 0);
        Assert.Equal(["1", "0", "-1", "0"], File.ReadAllLines(matches));
    }

    /// <summary>The command compares what the kernel has counted for each rule with the packets that it sent, and fails when they differ.</summary>
    [Fact]
    public void A_flood_is_classified_by_the_engine_in_a_namespace_of_its_own()
    {
        var matches = Path.Combine(_folder, "matches");
        var result = BuiltCommand.Run(
            "bench", "classify", "--rules", WriteRules(), "--trace", WriteTrace(), "--live", "--matches", matches, "--json");

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal("live", json.RootElement.GetProperty("engine").GetString());
        Assert.Equal(4, json.RootElement.GetProperty("packets").GetInt32());
        Assert.True(json.RootElement.GetProperty("ns_per_packet").GetDouble() > 0);
        Assert.True(json.RootElement.GetProperty("ns_empty").GetDouble() > 0);
        Assert.Equal(["1", "0", "-1", "0"], File.ReadAllLines(matches));
    }

    [Fact]
    public void A_flood_is_for_the_kernels_engine()
    {
        var result = BuiltCommand.Run("bench", "classify", "--rules", WriteRules(), "--trace", WriteTrace(), "--engine", "managed", "--live");

        Assert.Equal(
            (2, "weir: --live is for the kernel's engine; leave --engine managed out"), (result.ExitCode, result.Errors.TrimEnd()));
    }

    [Fact]
    public void Text_says_how_many_packets_matched()
    {
        var result = BuiltCommand.Run("bench", "classify", "--rules", WriteRules(), "--trace", WriteTrace());

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.StartsWith("managed: 2 filters, 4 packets, 3 of them matched\n", result.Output, StringComparison.Ordinal);
        Assert.Contains(" ns a packet, ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_file_is_told_with_its_line()
    {
        var trace = WriteTrace();
        var result = BuiltCommand.Run("bench", "classify", "--rules", trace, "--trace", trace);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"{trace}:1:1: error: '@' is expected\n", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void An_engine_that_is_not_there_is_told()
    {
        var result = BuiltCommand.Run("bench", "classify", "--rules", WriteRules(), "--trace", WriteTrace(), "--engine", "fast");

        Assert.Equal(
            (2, "weir: there is no engine 'fast'; the engines are: managed, kernel, reference"), (result.ExitCode, result.Errors.TrimEnd()));
    }

    private string WriteRules() => Write(
        "rules",
        """
        @10.0.0.0/8	0.0.0.0/0	0 : 65535	80 : 80	0x06/0xFF	0x0000/0x0200
        @10.0.0.0/8	192.168.0.0/16	0 : 65535	0 : 65535	0x00/0x00	0x0000/0x0000
        """);

    private string WriteTrace() => Write(
        "trace",
        """
        167772161	3232235521	1024	443	6	0	1
        167772161	3232235521	1024	80	6	0	1
        16777217	3232235521	1024	80	6	0	1
        10.0.0.1	192.0.2.1	1	80	6
        """);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
