using System.Reflection;

namespace Weir.Bpf.Compiler.Ir;

/// <summary>A function in SSA form: the program itself or a bpf-to-bpf function.</summary>
internal sealed class Function
{
    private readonly Dictionary<(OperandWidth, long), Value> _constants = [];
    private int _nextBlock;
    private int _nextValue;

    public Function(MethodInfo method, string name)
    {
        Method = method;
        Name = name;
        Entry = NewBlock();
    }

    public MethodInfo Method { get; }

    public string Name { get; }

    /// <summary>Verified alone, with <c>BTF_FUNC_GLOBAL</c>.</summary>
    public bool IsGlobal { get; init; }

    /// <summary>What it returns when its code faults; null when a fault has no meaning in it.</summary>
    public long? FaultResult { get; init; }

    public Block Entry { get; }

    /// <summary>All blocks; in reverse post-order after <see cref="Order"/>.</summary>
    public List<Block> Blocks { get; private set; } = [];

    /// <summary>The lifetime of what lives as long as the function's frame.</summary>
    public StackScope Scope { get; } = new(parent: null);

    /// <summary>What <see cref="Block.IsUnlikely"/> is for blocks to come.</summary>
    public bool NewBlocksAreUnlikely { get; set; }

    public Block NewBlock()
    {
        var block = new Block(_nextBlock++) { IsUnlikely = NewBlocksAreUnlikely };
        Blocks.Add(block);
        return block;
    }

    public Value NewValue(Opcode opcode, OperandWidth width, SourcePoint source) =>
        new(opcode, width) { Id = _nextValue++, Source = source };

    /// <summary>A constant. 32-bit constants are held zero-extended, as in a register.</summary>
    public Value Constant(OperandWidth width, long value)
    {
        if (width == OperandWidth.Bits32)
            value = (uint)value;
        if (!_constants.TryGetValue((width, value), out var constant))
        {
            constant = NewValue(Opcode.Constant, width, default);
            constant.Immediate = value;
            _constants.Add((width, value), constant);
        }

        return constant;
    }

    public Value StackAddress(StackSlot slot, long offset)
    {
        var address = NewValue(Opcode.StackAddress, OperandWidth.Bits64, default);
        address.Slot = slot;
        address.Immediate = offset;
        return address;
    }

    /// <summary>Sorts the blocks in reverse post-order and forgets the unreachable ones.</summary>
    public void Order()
    {
        var visited = new HashSet<Block>();
        var postOrder = new List<Block>(Blocks.Count);
        Visit(Entry);
        foreach (var block in Blocks)
        {
            if (visited.Contains(block))
                continue;
            foreach (var successor in block.Successors)
            {
                if (visited.Contains(successor))
                    successor.RemovePredecessor(block);
            }
        }

        foreach (var block in Blocks)
        {
            if (visited.Contains(block))
                continue;
            foreach (var value in block.Instructions)
                value.Remove();
            block.Instructions.Clear();
        }

        postOrder.Reverse();
        Blocks = postOrder;
        for (var i = 0; i < Blocks.Count; i++)
            Blocks[i].Order = i;

        void Visit(Block start)
        {
            var stack = new Stack<(Block Block, int Next)>();
            visited.Add(start);
            stack.Push((start, 0));
            while (stack.TryPop(out var top))
            {
                // The "otherwise" side first: the condition's target then comes earlier in the final order, like the C# source.
                var next = top.Next switch
                {
                    0 => top.Block.IsTerminated ? top.Block.Terminator.Otherwise : null,
                    1 => top.Block.IsTerminated ? top.Block.Terminator.Target : null,
                    _ => null,
                };
                if (top.Next < 2)
                {
                    stack.Push((top.Block, top.Next + 1));
                    if (next is not null && visited.Add(next))
                        stack.Push((next, 0));
                }
                else
                {
                    postOrder.Add(top.Block);
                }
            }
        }
    }

    public override string ToString() => IrPrinter.Print(this);
}
