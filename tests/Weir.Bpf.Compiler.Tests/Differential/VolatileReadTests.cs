using Weir.Bpf.Compiler.Tests.Harness;

namespace Weir.Bpf.Compiler.Tests.Differential;

/// <summary>What another processor may change meanwhile is read as often as the program says: no run on one processor could tell.</summary>
public sealed class VolatileReadTests
{
    public static IEnumerable<(Optimization, string)> Programs =>
        from optimization in Enum.GetValues<Optimization>()
        from name in new[] { "VolatileReadsAround", "VolatileFieldAround" }
        select (optimization, name);

    [Theory]
    [MemberData(nameof(Programs))]
    public void AreNotMerged(Optimization optimization, string name)
    {
        var program = ProgramCompiler.Compile(KernelAssembly.Of(optimization).Find("Programs", $"MapPrograms.{name}")).Program;

        var load = Instruction.Load(MemorySize.Word, Register.R0, Register.R0, 0).Opcode;
        Assert.Equal(2, program.Instructions.Count(instruction => instruction.Opcode == load));
    }
}
