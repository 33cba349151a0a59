using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.BackEnd;

/// <summary>A function in machine instructions, in layout order.</summary>
internal sealed class MachineFunction(Function source)
{
    public Function Source { get; } = source;

    public List<MachineBlock> Blocks { get; } = [];

    /// <summary>One more than the highest register in use.</summary>
    public int RegisterCount { get; private set; } = MachineInstruction.FirstVirtual;

    /// <summary>The registers that must not be kept in memory.</summary>
    public HashSet<int> UnspillableRegisters { get; } = [];

    public int NewRegister() => RegisterCount++;
}
