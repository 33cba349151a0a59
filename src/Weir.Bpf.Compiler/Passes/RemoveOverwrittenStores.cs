using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>Removes stores to the stack that are overwritten in the same block before anything could read them, above all clearings: C# clears a local at the start and again for <c>= default</c>.</summary>
internal sealed class RemoveOverwrittenStores : Pass
{
    private readonly Dictionary<StackSlot, List<(long Start, long End)>> _overwritten = [];

    public override bool Run(Function function)
    {
        var changed = false;
        foreach (var block in function.Blocks)
            changed |= RunBlock(block);
        return changed;
    }

    private bool RunBlock(Block block)
    {
        var changed = false;
        _overwritten.Clear();
        for (var i = block.Instructions.Count - 1; i >= 0; i--)
        {
            var value = block.Instructions[i];
            switch (value.Opcode)
            {
                case Opcode.ZeroMemory:
                    changed |= Visit(value, value.Slot!, value.Immediate);
                    break;
                case Opcode.Store when value[0].Opcode == Opcode.StackAddress:
                    var stored = value[1];
                    changed |= Visit(value, value[0].Slot!, value[0].Immediate + value.Immediate);
                    if (stored.Opcode == Opcode.StackAddress)
                        _overwritten.Remove(stored.Slot!);
                    break;
                case Opcode.Load when value[0].Opcode == Opcode.StackAddress:
                    _overwritten.Remove(value[0].Slot!);
                    break;
                case Opcode.Load or Opcode.Atomic:
                    _overwritten.Clear();
                    break;
                default:
                    if (value.Opcode.IsCall())
                        _overwritten.Clear();
                    break;
            }
        }

        block.Compact();
        return changed;
    }

    private bool Visit(Value store, StackSlot slot, long start)
    {
        var end = start + store.ByteSize;
        if (!_overwritten.TryGetValue(slot, out var ranges))
            _overwritten.Add(slot, ranges = []);
        foreach (var (rangeStart, rangeEnd) in ranges)
        {
            if (rangeStart > start || end > rangeEnd)
                continue;
            store.Remove();
            return true;
        }

        ranges.Add((start, end));
        return false;
    }
}
