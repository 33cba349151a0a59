using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.BackEnd;

/// <summary>
/// Takes out what register allocation leaves around values in memory: loads of what a register still holds, stores of what the slot
/// holds already, and stores that nothing reads. A value that changes in a loop otherwise goes through memory several times a turn.
/// </summary>
internal sealed class SpillCleanup
{
    private readonly MachineFunction _function;
    private readonly Dictionary<MachineBlock, StackSlot?[]> _heldAtEnd = [];
    private readonly Dictionary<MachineBlock, MachineBlock?> _onlyPredecessor = [];
    private readonly Dictionary<StackSlot, int> _numbers = [];

    private SpillCleanup(MachineFunction function) => _function = function;

    /// <summary>Cleans a function whose registers are the machine's.</summary>
    public static void Run(MachineFunction function) => new SpillCleanup(function).Run();

    private static StackSlot? SpillOf(MachineInstruction instruction) =>
        instruction is { Opcode: MachineOpcode.Load or MachineOpcode.Store, Slot: { IsSpill: true } slot } ? slot : null;

    private void Run()
    {
        FindPredecessors();
        foreach (var block in _function.Blocks)
        {
            Forward(block);
            foreach (var instruction in block.Instructions)
            {
                if (SpillOf(instruction) is { } slot)
                    _numbers.TryAdd(slot, _numbers.Count);
            }
        }

        RemoveUnreadStores();
    }

    private void FindPredecessors()
    {
        // Control may enter the first block from outside, too.
        _onlyPredecessor.Add(_function.Blocks[0], null);
        foreach (var block in _function.Blocks)
        {
            foreach (var successor in block.Successors)
            {
                if (!_onlyPredecessor.TryAdd(successor, block))
                    _onlyPredecessor[successor] = null;
            }
        }
    }

    /// <summary>Follows which register holds which slot's value.</summary>
    private void Forward(MachineBlock block)
    {
        Span<int> definitions = stackalloc int[MachineInstruction.CallerSaved];
        var held = new StackSlot?[MachineInstruction.FramePointer];
        if (_onlyPredecessor.GetValueOrDefault(block) is { } before && _heldAtEnd.TryGetValue(before, out var inherited))
            inherited.CopyTo(held, 0);
        var instructions = block.Instructions;
        block.Instructions = new List<MachineInstruction>(instructions.Count);
        foreach (var instruction in instructions)
        {
            switch (SpillOf(instruction))
            {
                case { } slot when instruction.Opcode == MachineOpcode.Load:
                    Load(block, instruction, slot, held);
                    continue;
                case { } slot:
                    Store(block, instruction, slot, held);
                    continue;
            }

            block.Instructions.Add(instruction);
            var copied = instruction.IsCopy && instruction.Source < MachineInstruction.FramePointer ? held[instruction.Source] : null;
            foreach (var register in definitions[..instruction.GetDefinitions(definitions)])
                held[register] = copied;
        }

        _heldAtEnd.Add(block, held);
    }

    private static void Load(MachineBlock block, MachineInstruction load, StackSlot slot, StackSlot?[] held)
    {
        if (held[load.Destination] == slot)
            return;
        var holder = Array.IndexOf(held, slot);
        block.Instructions.Add(holder < 0
            ? load
            : new MachineInstruction(MachineOpcode.Move, load.Origin) { Destination = load.Destination, Source = holder });
        held[load.Destination] = slot;
    }

    private static void Store(MachineBlock block, MachineInstruction store, StackSlot slot, StackSlot?[] held)
    {
        if (held[store.Source] == slot)
            return;
        for (var i = 0; i < held.Length; i++)
        {
            if (held[i] == slot)
                held[i] = null;
        }

        block.Instructions.Add(store);
        held[store.Source] = slot;
    }

    private void RemoveUnreadStores()
    {
        var read = _function.Blocks.ToDictionary(block => block, _ => new BitSet(_numbers.Count));
        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = _function.Blocks.Count - 1; i >= 0; i--)
                changed |= read[_function.Blocks[i]].UnionWith(Backward(_function.Blocks[i], read, isRemoving: false));
        }

        foreach (var block in _function.Blocks)
            Backward(block, read, isRemoving: true);
    }

    /// <summary>The slots that are read after the block's beginning, before they are written.</summary>
    private BitSet Backward(MachineBlock block, Dictionary<MachineBlock, BitSet> read, bool isRemoving)
    {
        var live = new BitSet(_numbers.Count);
        foreach (var successor in block.Successors)
            live.UnionWith(read[successor]);
        for (var i = block.Instructions.Count - 1; i >= 0; i--)
        {
            if (SpillOf(block.Instructions[i]) is not { } slot)
                continue;
            var number = _numbers[slot];
            if (block.Instructions[i].Opcode == MachineOpcode.Load)
                live.Add(number);
            else if (isRemoving && !live.Contains(number))
                block.Instructions.RemoveAt(i);
            else
                live.Remove(number);
        }

        return live;
    }
}
