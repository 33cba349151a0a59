using System.Collections.Immutable;
using System.Reflection;
using Weir.Bpf.Compiler.Tests.Harness;

namespace Weir.Bpf.Compiler.Tests.Traps;

/// <summary>Each shape that the compiler gives to code for the verifier is needed: a program that loads with it is refused without.</summary>
public sealed class ShapeTests
{
    [Theory]
    [InlineData("SplitMisalignedAccesses", "Scalars", "StructKernels.PackedLayout", "misaligned stack access")]
    [InlineData("SinkStackAddresses", "Faults", "SpanFaultKernels.WriteUnaligned", "invalid variable-offset write to stack")]
    [InlineData("BoundDivisions", "Traps", "MapTraps.Quotient", "unbounded min value")]
    [InlineData("BoundLinkedIndexes", "Scalars", "BufferKernels.IndexOfQuotientBelowOne", "invalid unbounded variable-offset write to stack")]
    [InlineData("HideLoopStarts", "Traps", "MapTraps.CountedEndlessLoop", "too ")]
    [InlineData("GlobalValueNumbering", "Traps", "PacketTraps.DataReadAgainAfterCheck", "outside of the packet")]
    public void ProgramIsRefusedWithoutItsShape(string shape, string folder, string name, string complaint)
    {
        var program = ProgramOf(folder, name);
        DifferentialRun.Start(program).Dispose();

        var exception = Assert.Throws<VerifierException>(
            () => DifferentialRun.Start(program, options: new CompilerOptions { DisabledPasses = ImmutableHashSet.Create(shape) }).Dispose());

        Assert.Contains(complaint, exception.Message, StringComparison.Ordinal);
    }

    private static MethodInfo ProgramOf(string folder, string name)
    {
        var assembly = KernelAssembly.Of(Optimization.Release);
        var method = assembly.Find(folder, name);
        return folder switch
        {
            "Scalars" => assembly.ScalarProgramOf(method),
            "Faults" => assembly.FaultProgramOf(method),
            _ => method,
        };
    }
}
