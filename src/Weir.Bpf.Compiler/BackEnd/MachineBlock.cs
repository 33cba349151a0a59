namespace Weir.Bpf.Compiler.BackEnd;

/// <summary>A basic block of machine instructions.</summary>
internal sealed class MachineBlock
{
    public List<MachineInstruction> Instructions { get; set; } = [];

    public List<MachineBlock> Successors { get; } = [];

    /// <summary>How many loops it is in; 0 when it is seldom entered.</summary>
    public int LoopDepth { get; set; }

    public BitSet LiveIn { get; set; } = new(0);

    public BitSet LiveOut { get; set; } = new(0);
}
