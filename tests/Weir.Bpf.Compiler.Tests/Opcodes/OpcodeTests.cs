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

    /// <summary>Opcodes that have a meaning where there is a fault result, and are refused elsewhere.</summary>
    private static bool MayFault(OpCode opcode) => opcode == OpCodes.Throw || opcode == OpCodes.Ldstr || opcode.Name!.Contains(".ovf", StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Opcodes))]
    public void IsComparedWithTheClrOrRefused(string name)
    {
        var opcode = IlReader.AllOpcodes.Single(candidate => candidate.Name == name);
        var isRefused = RefusedOpcodes.Complaints.TryGetValue(opcode, out var complaint);
        if (!isRefused || MayFault(opcode))
            Assert.True(s_compared.Value.Contains(opcode), $"No method that is compared with the CLR has the opcode {name}.");
        if (!isRefused)
            return;

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
