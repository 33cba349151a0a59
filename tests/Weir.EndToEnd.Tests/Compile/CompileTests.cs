using System.Text.Json;
using System.Text.RegularExpressions;
using BlockWireServer;

namespace Weir.EndToEnd.Tests.Compile;

public class CompileTests
{
    private static readonly string s_assembly = typeof(CompileSubjects).Assembly.Location;

    [Fact]
    public void The_code_stands_below_the_statements_that_it_comes_from()
    {
        BuiltCommand result = BuiltCommand.Run("compile", s_assembly, nameof(CompileSubjects));

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        string[] lines = result.Output.Split('\n');
        Assert.Equal("CompileSubjects.Count, SchedulerClassifier program, licence Dual MIT/GPL", lines[0]);
        Assert.Matches(@"^  \d+ instructions, largest frame 8 bytes$", lines[1]);
        Assert.Matches(@"^  the verifier went through \d+ instructions$", lines[2]);
        Assert.Contains(lines, line => line.StartsWith("  Weir.EndToEnd.Tests.Compile.CompileSubjects.Totals  Array  4    8      4", StringComparison.Ordinal));
        int statement = Array.FindIndex(lines, line => line.EndsWith("Interlocked.Add(ref *total, context->len);", StringComparison.Ordinal));
        Assert.Matches(@"^; CompileSubjects\.cs:\d+: Interlocked", lines[statement]);
        Assert.Contains(lines.Skip(statement + 1).TakeWhile(line => line[0] != ';'), line => line.Contains("lock *(u64 *)", StringComparison.Ordinal));
    }

    [Fact]
    public void Json_has_the_same_answer()
    {
        BuiltCommand result = BuiltCommand.Run("compile", s_assembly, typeof(CompileSubjects).FullName!, "--method", "Count", "--json");

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement program = json.RootElement.GetProperty("programs")[0];
        JsonElement listing = program.GetProperty("listing");
        Assert.Equal("Count", listing[0].GetProperty("function").GetString());
        Assert.InRange(program.GetProperty("verified_instructions").GetInt32(), listing.GetArrayLength(), 1000);
        Assert.All(listing.EnumerateArray(), one => Assert.EndsWith("CompileSubjects.cs", one.GetProperty("file").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Of_a_callout_its_own_code_is_shown()
    {
        BuiltCommand result = BuiltCommand.Run("compile", typeof(WireServerCallout).Assembly.Location, nameof(WireServerCallout));

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        string[] lines = result.Output.Split('\n');
        Assert.Equal("WireServerCallout.Classify, callout, licence Dual MIT/GPL", lines[0]);
        Assert.Matches(@"^  [1-9]\d{1,2} instructions, largest frame \d+ bytes$", lines[1]);
        Assert.Matches(@"^  the verifier went through [1-9]\d+ instructions$", lines[2]);
        Assert.Contains(lines, line => line.StartsWith("  BlockWireServer.WireServerCallout.Connections  RingBuffer ", StringComparison.Ordinal));
        Assert.Contains(lines, line => Regex.IsMatch(line, @"^; WireServerCallout\.cs:\d+: if \(values\.RemoteAddress\.V4 == WireServer\)$"));
        Assert.Contains(lines, line => line.Contains("call bpf_ringbuf_submit#", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith("= map[BlockWireServer.WireServerCallout.Connections]", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("bpf_dynptr_from_skb", StringComparison.Ordinal));
    }

    [Fact]
    public void The_licence_is_the_one_that_it_would_be_registered_with()
    {
        BuiltCommand result = BuiltCommand.Run("compile", s_assembly, "Licensed.Inside");

        Assert.StartsWith("Inside.Classify, callout, licence GPL\n", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SampleCallouts.Allocates", "WEIR1002: ")]
    [InlineData("SampleCallouts.Careless", "map_value_or_null")]
    public void A_callout_that_cannot_run_is_refused_with_its_line(string type, string reason)
    {
        BuiltCommand result = BuiltCommand.Run("compile", s_assembly, type);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(reason, result.Errors, StringComparison.Ordinal);
        Assert.Matches(@"SampleCallouts\.cs[:(]\d+", result.Errors);
    }

    [Fact]
    public void Without_privilege_the_code_is_shown_all_the_same()
    {
        BuiltCommand result = BuiltCommand.Run(
            "setpriv", "", ["--bounding-set", "-all", "--inh-caps", "-all", BuiltCommand.Executable, "compile", s_assembly, nameof(CompileSubjects)]);

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Contains("  not verified: Not permitted to create Array map Totals", result.Output, StringComparison.Ordinal);
        Assert.Contains("lock *(u64 *)", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_run_in_the_kernel_is_refused_with_place_and_advice()
    {
        BuiltCommand result = BuiltCommand.Run("compile", s_assembly, "CompileSubjects.Allocating");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Matches(@"CompileSubjects\.cs\(\d+,\d+\): WEIR1002: .* stackalloc with a constant size, or a map\.\n$", result.Errors);
    }

    [Fact]
    public void A_refusal_of_the_verifier_names_the_line()
    {
        BuiltCommand result = BuiltCommand.Run("compile", s_assembly, "CompileSubjects.Careless");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("  the verifier refuses it\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("map_value_or_null", result.Errors, StringComparison.Ordinal);
        Assert.Matches(@"CompileSubjects\.cs:\d+", result.Errors);
    }

    [Theory]
    [InlineData("Nothing", null, "has no type Nothing; with kernel code it has: ")]
    [InlineData("CompileTests", null, "is no callout and has no method with [Program]")]
    [InlineData("BlocksOddPayload", "Notify", "is a callout: its kernel code is Classify")]
    [InlineData("CompileSubjects", "Sum", "has no [Program] method Sum; it has: Count")]
    public void A_name_that_is_not_there_is_wrong_use(string type, string? method, string message)
    {
        BuiltCommand result = BuiltCommand.Run(["compile", s_assembly, type, .. method is null ? Array.Empty<string>() : ["--method", method]]);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_assembly_is_told_apart_from_what_is_not_there()
    {
        Assert.Equal((2, true), Answer(Path.Combine(WeirCommand.RepositoryRoot, "README.md"), "is not a .NET assembly"));
        Assert.Equal((1, true), Answer("/nowhere/Callout.dll", "there is no file /nowhere/Callout.dll"));

        static (int, bool) Answer(string path, string message)
        {
            BuiltCommand result = BuiltCommand.Run("compile", path, "Type");
            return (result.ExitCode, result.Errors.Contains(message, StringComparison.Ordinal));
        }
    }
}
