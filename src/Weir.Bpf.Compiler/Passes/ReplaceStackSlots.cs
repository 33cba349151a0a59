using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>
/// Scalar replacement: a stack slot that is only loaded and stored, each part always with the same offset and size, becomes one variable per part.
/// Slots whose address goes elsewhere (to a call, into memory) stay, and so do the kernel's opaque objects.
/// </summary>
internal sealed class ReplaceStackSlots(PromoteVariables promotion) : Pass
{
    private readonly Dictionary<StackSlot, List<Part>> _parts = [];
    private readonly HashSet<StackSlot> _excluded = [];
    private Function _function = null!;

    public override bool Run(Function function)
    {
        _function = function;
        _parts.Clear();
        _excluded.Clear();
        foreach (var block in function.Blocks)
        {
            foreach (var value in block.Instructions)
                NoteUses(value);
        }

        ExcludeCutClearings();
        foreach (var slot in _excluded)
            _parts.Remove(slot);
        if (_parts.Count == 0)
            return false;
        foreach (var block in function.Blocks)
            ReplaceIn(block);
        promotion.Run(function);
        return true;
    }

    private void NoteUses(Value value)
    {
        for (var i = 0; i < value.Operands.Count; i++)
        {
            if (value[i].Opcode != Opcode.StackAddress)
                continue;
            if (i == 0 && value.Opcode is Opcode.Load or Opcode.Store && !value[i].Slot!.IsOpaque)
                AddPart(value[0].Slot!, value[0].Immediate + value.Immediate, value.ByteSize);
            else
                _excluded.Add(value[i].Slot!);
        }
    }

    private void AddPart(StackSlot slot, long offset, int size)
    {
        if (_excluded.Contains(slot))
            return;
        if (!_parts.TryGetValue(slot, out var parts))
            _parts.Add(slot, parts = []);
        foreach (var part in parts)
        {
            if (part.Offset == offset && part.Size == size)
                return;
            if (part.Offset < offset + size && offset < part.Offset + part.Size)
            {
                _excluded.Add(slot);
                return;
            }
        }

        var width = size == 8 ? OperandWidth.Bits64 : OperandWidth.Bits32;
        parts.Add(new Part(offset, size, new Variable($"{slot.Name}.{offset}", width)));
    }

    /// <summary>A clearing that covers half of a part cannot be expressed by variables.</summary>
    private void ExcludeCutClearings()
    {
        foreach (var block in _function.Blocks)
        {
            foreach (var value in block.Instructions)
            {
                if (value.Opcode != Opcode.ZeroMemory || !_parts.TryGetValue(value.Slot!, out var parts))
                    continue;
                foreach (var part in parts)
                {
                    if (part.Overlaps(value) && !part.IsInside(value))
                        _excluded.Add(value.Slot!);
                }
            }
        }
    }

    private void ReplaceIn(Block block)
    {
        var instructions = block.Instructions;
        block.Instructions = new List<Value>(instructions.Count);
        foreach (var value in instructions)
        {
            var slot = value.Opcode switch
            {
                Opcode.ZeroMemory => value.Slot,
                Opcode.Load or Opcode.Store when value[0].Opcode == Opcode.StackAddress => value[0].Slot,
                _ => null,
            };
            if (slot is null || !_parts.TryGetValue(slot, out var parts))
                block.Append(value);
            else
                Replace(block, value, parts);
        }
    }

    private void Replace(Block block, Value value, List<Part> parts)
    {
        switch (value.Opcode)
        {
            case Opcode.ZeroMemory:
                foreach (var part in parts)
                {
                    if (part.IsInside(value))
                        Write(block, value, part, _function.Constant(part.Variable.Width, 0));
                }

                break;
            case Opcode.Load:
                var read = _function.NewValue(Opcode.ReadVariable, value.Width, value.Source);
                read.Variable = Find(parts, value).Variable;
                block.Append(read);
                value.ReplaceWith(read);
                break;
            default:
                var target = Find(parts, value);
                Write(block, value, target, Fit(block, value, target));
                break;
        }

        value.Remove();
    }

    private static Part Find(List<Part> parts, Value access)
    {
        var offset = access[0].Immediate + access.Immediate;
        return parts.Find(part => part.Offset == offset)!;
    }

    private void Write(Block block, Value origin, Part part, Value content)
    {
        var write = _function.NewValue(Opcode.WriteVariable, part.Variable.Width, origin.Source);
        write.Variable = part.Variable;
        write.Add(content);
        block.Append(write);
    }

    /// <summary>Memory keeps only the bytes stored.</summary>
    private Value Fit(Block block, Value store, Part part)
    {
        var content = store[1];
        if (part.Size == 8 || Ranges.MaxUnsigned(content) <= Ranges.MaxOfBits(part.Size * 8))
            return content;
        if (content.IsConstant)
            return _function.Constant(OperandWidth.Bits32, content.Immediate & (long)Ranges.MaxOfBits(part.Size * 8));
        var fitted = part.Size == 4
            ? _function.NewValue(Opcode.Truncate, OperandWidth.Bits32, store.Source)
            : _function.NewValue(Opcode.And, OperandWidth.Bits32, store.Source);
        fitted.Add(content);
        if (part.Size < 4)
            fitted.Add(_function.Constant(OperandWidth.Bits32, (long)Ranges.MaxOfBits(part.Size * 8)));
        block.Append(fitted);
        return fitted;
    }

    private sealed record Part(long Offset, int Size, Variable Variable)
    {
        public bool Overlaps(Value clearing) => Offset < clearing.Immediate + clearing.ByteSize && clearing.Immediate < Offset + Size;

        public bool IsInside(Value clearing) => Offset >= clearing.Immediate && Offset + Size <= clearing.Immediate + clearing.ByteSize;
    }
}
