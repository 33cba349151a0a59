using Weir.Bpf.Compiler.Tests.Harness;

namespace Weir.Bpf.Compiler.Tests.Differential;

/// <summary>Every pass leaves intermediate code that is right by its own rules, for every kernel under test.</summary>
public sealed class PassCheckTests
{
    private static readonly CompilerOptions s_checked = new() { CheckPasses = true };

    [Theory]
    [InlineData(Optimization.Debug)]
    [InlineData(Optimization.Release)]
    public void EveryPassKeepsTheRules(Optimization optimization)
    {
        var assembly = KernelAssembly.Of(optimization);
        var programs = assembly.ScalarMethods.Select(assembly.ScalarProgramOf)
            .Concat(assembly.FaultMethods.Select(assembly.FaultProgramOf))
            .Concat(assembly.Programs)
            .Concat(assembly.ProgramsOf("Callouts"));

        Assert.All(programs, program => ProgramCompiler.Compile(program, s_checked));
    }
}
