namespace Weir.Bpf.Compiler.Ir;

/// <summary>A basic block: phis, straight-line code, one terminator.</summary>
internal sealed class Block(int id)
{
    public int Id { get; } = id;

    public List<Value> Instructions { get; set; } = [];

    /// <summary>Where control comes from, once per edge; the operands of each phi stand in the same order.</summary>
    public List<Block> Predecessors { get; } = [];

    /// <summary>Whether it comes from a call that is seldom made: its loops are not worth the registers of the loops around.</summary>
    public bool IsUnlikely { get; set; }

    /// <summary>Position in reverse post-order, as of the last <see cref="Function.Order"/>.</summary>
    public int Order { get; set; }

    /// <summary>As of the last <see cref="Dominators.Compute"/>.</summary>
    public Block? ImmediateDominator { get; set; }

    public List<Block> DominatorChildren { get; } = [];

    public Value Terminator => Instructions[^1];

    public bool IsTerminated => Instructions.Count > 0 && Instructions[^1].Opcode.IsTerminator();

    public bool HasPhis => Instructions[0].Opcode == Opcode.Phi;

    /// <summary>The blocks control goes to: none, one or two.</summary>
    public Successors Successors => IsTerminated ? new(Terminator.Target, Terminator.Otherwise) : default;

    public void Append(Value value)
    {
        value.Block = this;
        Instructions.Add(value);
    }

    public void InsertBeforeTerminator(Value value)
    {
        value.Block = this;
        Instructions.Insert(Instructions.Count - 1, value);
    }

    /// <summary>Forgets an edge from a predecessor and the phi operands that came with it.</summary>
    public void RemovePredecessor(Block predecessor)
    {
        var index = Predecessors.IndexOf(predecessor);
        Predecessors.RemoveAt(index);
        foreach (var phi in Instructions)
        {
            if (phi.Opcode != Opcode.Phi)
                break;
            phi.RemoveOperand(index);
        }
    }

    /// <summary>Drops the instructions that were removed.</summary>
    public void Compact() => Instructions.RemoveAll(value => value.Block is null);

    public override string ToString() => $"b{Id}";
}
