using System.Reflection.Emit;
using Weir.Bpf.Compiler.Tests.Harness;

namespace Weir.Bpf.Compiler.Tests.Opcodes;

/// <summary>No opcode of ECMA-335 falls between: each occurs in a method that is compared with the CLR, or is refused.</summary>
public sealed class OpcodeTests
{
    private static readonly Lazy<HashSet<OpCode>> s_compared = new(() =>
    [
        .. Enum.GetValues<Optimization>().SelectMany(optimization => IlReader.OpcodesReachedFrom(KernelAssembly.Of(optimization).ComparedMethods)),
        .. IlReader.OpcodesReachedFrom(EmittedKernels.Methods),
    ]);

    public static IEnumerable<TheoryDataRow<string>> Opcodes => IlReader.AllOpcodes.Select(opcode => new TheoryDataRow<string>(opcode.Name!));

    [Theory]
    [MemberData(nameof(Opcodes))]
    public void IsComparedWithTheClrOrRefused(string name)
    {
        var opcode = IlReader.AllOpcodes.Single(candidate => candidate.Name == name);
        if (!RefusedOpcodes.Complaints.TryGetValue(opcode, out var complaint))
        {
            Assert.True(s_compared.Value.Contains(opcode), $"No kernel under test has the opcode {name}, and it is not among the refused ones.");
            return;
        }

        var exception = Assert.Throws<KernelCodeNotSupportedException>(() => ProgramCompiler.Compile(RefusedOpcodes.ProgramWith(opcode)));

        Assert.Equal(complaint, exception.Id);
        Assert.Contains(exception.Advice, exception.Message, StringComparison.Ordinal);
    }

    /// <summary>What is promised: at least 200 methods written by hand, each from unoptimised and optimised IL.</summary>
    [Theory]
    [InlineData(Optimization.Debug)]
    [InlineData(Optimization.Release)]
    public void AtLeast200MethodsAreComparedWithTheClr(Optimization optimization) =>
        Assert.InRange(KernelAssembly.Of(optimization).ComparedMethods.Count(), 200, int.MaxValue);
}
