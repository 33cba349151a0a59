using Weir.Bpf.Compiler.Tests.Harness;

namespace Weir.Bpf.Compiler.Tests.Traps;

/// <summary>Loaded programs carry their functions and C# lines.</summary>
public sealed class LineInformationTests
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
}
