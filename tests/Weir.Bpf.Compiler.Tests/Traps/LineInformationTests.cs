using System.Diagnostics;
using System.Text.RegularExpressions;
using Weir.Bpf.Compiler.Tests.Harness;

namespace Weir.Bpf.Compiler.Tests.Traps;

/// <summary>Loaded programs carry their functions and C# lines.</summary>
public sealed partial class LineInformationTests
{
    [Theory]
    [InlineData(Optimization.Debug)]
    [InlineData(Optimization.Release)]
    public void KernelKnowsFunctionsAndLines(Optimization optimization)
    {
        using var run = DifferentialRun.Start(KernelAssembly.Of(optimization).Find("Programs", "MapPrograms.ValuePassedToFunctions"));

        // The program, TouchStatic and TouchGlobal.
        Assert.Equal(3, run.Info.FunctionCount);
        Assert.True(run.Info.LineCount >= 5, $"Only {run.Info.LineCount} lines.");
        Assert.NotEqual(0u, run.Info.BtfId);
    }

    /// <summary>What an administrator sees: <c>bpftool prog dump xlated id N linum</c>.</summary>
    [Theory]
    [InlineData(Optimization.Debug)]
    [InlineData(Optimization.Release)]
    public void BpftoolShowsFunctionsAndLines(Optimization optimization)
    {
        using var run = DifferentialRun.Start(KernelAssembly.Of(optimization).Find("Programs", "MapPrograms.ValuePassedToFunctions"));

        var listing = Bpftool("prog", "dump", "xlated", "id", $"{run.Info.Id}", "linum");

        Assert.Contains("int ValuePassedToFunctions(struct __sk_buff * context):", listing, StringComparison.Ordinal);
        Assert.Contains("TouchStatic(", listing, StringComparison.Ordinal);
        Assert.Contains("TouchGlobal(", listing, StringComparison.Ordinal);
        var shown = SourceLine().Matches(listing);
        Assert.True(shown.Count >= 5, listing);
        Assert.All(shown, match =>
        {
            Assert.EndsWith("MapPrograms.cs", match.Groups["file"].Value, StringComparison.Ordinal);
            var line = File.ReadLines(match.Groups["file"].Value).ElementAt(int.Parse(match.Groups["line"].Value) - 1);
            Assert.StartsWith(match.Groups["text"].Value, line[(int.Parse(match.Groups["column"].Value) - 1)..], StringComparison.Ordinal);
        });
    }

    [Fact]
    public void EveryProgramHasLinesInAscendingOrder()
    {
        foreach (var method in KernelAssembly.Of(Optimization.Release).Programs)
        {
            var debug = ProgramCompiler.Compile(method).Program.Debug;

            Assert.NotNull(debug);
            Assert.Equal(0, debug.Functions[0].InstructionIndex);
            Assert.Equal(0, debug.Lines[0].InstructionIndex);
            Assert.All(debug.Lines.Zip(debug.Lines.Skip(1)), pair => Assert.True(pair.First.InstructionIndex < pair.Second.InstructionIndex));
            Assert.All(debug.Lines, line => Assert.True(line.Line > 0));
        }
    }

    private static string Bpftool(params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("bpftool", arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    [GeneratedRegex(@"^; (?<text>.*) \[file:(?<file>\S+) line_num:(?<line>\d+) line_col:(?<column>\d+)\]$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex SourceLine();
}
