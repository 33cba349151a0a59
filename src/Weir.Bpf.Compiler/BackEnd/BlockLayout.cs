namespace Weir.Bpf.Compiler.BackEnd;

/// <summary>
/// Decides which blocks of machine instructions are written and in which order. Jumps are led past blocks that only jump on, blocks that return the same constant become one,
/// and the test of a loop moves to its end, so that a turn takes one jump instead of two.
/// </summary>
internal sealed class BlockLayout
{
    private const int MaxHops = 64;

    private readonly List<MachineBlock> _blocks = [];
    private readonly Dictionary<(long, OperandWidth), MachineBlock> _returns = [];
    private readonly Dictionary<MachineBlock, MachineBlock> _replacements = [];

    public BlockLayout(MachineFunction function)
    {
        foreach (var block in function.Blocks)
        {
            if (block == function.Blocks[0] || (!IsOnlyJump(block) && !IsKnownReturn(block)))
                _blocks.Add(block);
        }

        foreach (var block in _blocks)
            SkipFirstTest(block);
        RemoveUnreachable();
        MoveTestsToEnds();
        RemoveUnreachedExits();
    }

    /// <summary>The blocks in the order in which they are written.</summary>
    public IReadOnlyList<MachineBlock> Blocks => _blocks;

    /// <summary>Where a jump to a block really ends.</summary>
    public MachineBlock Follow(MachineBlock block)
    {
        for (var hops = 0; hops < MaxHops && IsOnlyJump(block); hops++)
            block = block.Instructions[0].Target!;
        return _replacements.GetValueOrDefault(block, block);
    }

    /// <summary>Whether a block does nothing but leave the function.</summary>
    public static bool IsOnlyExit(MachineBlock block) => block.Instructions is [{ Opcode: MachineOpcode.Exit }];

    private static bool IsOnlyJump(MachineBlock block) => block.Instructions is [{ Opcode: MachineOpcode.Jump } jump] && jump.Target != block;

    /// <summary>Whether a block returns a constant that another block returns already; that one serves both.</summary>
    private bool IsKnownReturn(MachineBlock block)
    {
        if (block.Instructions is not [{ Opcode: MachineOpcode.MoveImmediate, Destination: 0 } move, var last] || !Returns(last))
            return false;
        if (_returns.TryAdd((move.Immediate, move.Width), block))
            return false;
        _replacements.Add(block, _returns[(move.Immediate, move.Width)]);
        return true;
    }

    private static bool Returns(MachineInstruction last) =>
        last.Opcode == MachineOpcode.Exit || (last.Opcode == MachineOpcode.Jump && IsOnlyExit(last.Target!));

    /// <summary>A counter that was just set to a constant decides the first test of its loop.</summary>
    private void SkipFirstTest(MachineBlock block)
    {
        if (block.Instructions is not [.., { Opcode: MachineOpcode.Jump } jump]
            || Follow(jump.Target!).Instructions is not [{ Opcode: MachineOpcode.JumpIf, Source: MachineInstruction.None } test, { } otherwise])
            return;
        for (var i = block.Instructions.Count - 2; i >= 0; i--)
        {
            var instruction = block.Instructions[i];
            if (instruction.Opcode != MachineOpcode.MoveImmediate)
                return;
            if (instruction.Destination != test.Destination)
                continue;
            var holds = Ir.ConstantFolding.Holds(test.Condition, test.Width, ValueOf(instruction), test.Immediate);
            jump.Target = Follow((holds ? test.Target : otherwise.Target)!);
            return;
        }
    }

    /// <summary>What a constant leaves in its register: a 32-bit move clears the upper half.</summary>
    private static long ValueOf(MachineInstruction move) => move.Width == OperandWidth.Bits32 ? (uint)move.Immediate : move.Immediate;

    private void RemoveUnreachable()
    {
        var reached = new HashSet<MachineBlock> { _blocks[0] };
        var pending = new Stack<MachineBlock>(reached);
        while (pending.TryPop(out var block))
        {
            foreach (var instruction in block.Instructions)
            {
                if (instruction.Target is { } target && reached.Add(Follow(target)))
                    pending.Push(Follow(target));
            }
        }

        _blocks.RemoveAll(block => !reached.Contains(block));
    }

    private void MoveTestsToEnds()
    {
        for (var first = _blocks.Count - 2; first > 0; first--)
        {
            var header = _blocks[first];
            if (header.Instructions is not [.., { Opcode: MachineOpcode.JumpIf }, { Opcode: MachineOpcode.Jump }])
                continue;
            var last = _blocks.FindLastIndex(block => block.Instructions[^1] is { Opcode: MachineOpcode.Jump } jump && Follow(jump.Target!) == header);
            if (last <= first || !Continues(header, first, last))
                continue;
            _blocks.RemoveAt(first);
            _blocks.Insert(last, header);
        }
    }

    /// <summary>Whether one side of a loop's test stays in the loop and the other leaves it.</summary>
    private bool Continues(MachineBlock header, int first, int last)
    {
        var target = _blocks.IndexOf(Follow(header.Instructions[^2].Target!));
        var otherwise = _blocks.IndexOf(Follow(header.Instructions[^1].Target!));
        return (target == first + 1 && otherwise > last) || (otherwise == first + 1 && target > last);
    }

    /// <summary>A jump to a lone exit is written as an exit, which can leave that block without any way to it; the verifier refuses unreachable code.</summary>
    private void RemoveUnreachedExits()
    {
        for (var i = _blocks.Count - 1; i > 0; i--)
        {
            if (IsOnlyExit(_blocks[i]) && !IsReached(i))
                _blocks.RemoveAt(i);
        }
    }

    private bool IsReached(int position)
    {
        var block = _blocks[position];
        for (var i = 0; i < _blocks.Count; i++)
        {
            var instructions = _blocks[i].Instructions;
            for (var j = 0; j < instructions.Count; j++)
            {
                if (instructions[j].Target is not { } target || Follow(target) != block)
                    continue;
                var isPlainJump = instructions[j].Opcode == MachineOpcode.Jump && (j == 0 || instructions[j - 1].Opcode != MachineOpcode.JumpIf);
                if (!isPlainJump || i + 1 == position)
                    return true;
            }
        }

        return false;
    }
}
