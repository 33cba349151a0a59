using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>Removes values that nobody uses, also when they use each other in a circle, and stores to stack slots that nobody reads.</summary>
internal sealed class EliminateDeadCode : Pass
{
    private readonly HashSet<Value> _live = [];
    private readonly Stack<Value> _pending = [];
    private readonly HashSet<StackSlot> _readSlots = [];

    public override bool IsOptional => false;

    public override bool Run(Function function)
    {
        _live.Clear();
        _readSlots.Clear();
        foreach (var block in function.Blocks)
        {
            foreach (var value in block.Instructions)
            {
                NoteSlots(value);
                if (!value.Opcode.IsRemovable())
                    _pending.Push(value);
            }
        }

        MarkLive();
        var changed = false;
        foreach (var block in function.Blocks)
        {
            foreach (var value in block.Instructions)
            {
                if (_live.Contains(value) && !StoresIntoNothing(value))
                    continue;
                value.Remove();
                changed = true;
            }
        }

        foreach (var block in function.Blocks)
            block.Compact();
        return changed;
    }

    private void NoteSlots(Value value)
    {
        for (var i = 0; i < value.Operands.Count; i++)
        {
            if (value[i].Opcode == Opcode.StackAddress && !(value.Opcode == Opcode.Store && i == 0))
                _readSlots.Add(value[i].Slot!);
        }
    }

    private void MarkLive()
    {
        while (_pending.TryPop(out var value))
        {
            if (!_live.Add(value))
                continue;
            foreach (var operand in value.Operands)
                _pending.Push(operand);
        }
    }

    private bool StoresIntoNothing(Value value) => value.Opcode switch
    {
        Opcode.ZeroMemory => !_readSlots.Contains(value.Slot!),
        Opcode.Store => value[0].Opcode == Opcode.StackAddress && !_readSlots.Contains(value[0].Slot!),
        _ => false,
    };
}
