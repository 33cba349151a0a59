using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>Splits loads and stores of stack memory that are not aligned to their size, as of packed structs: the verifier allows no others there.</summary>
internal sealed class SplitMisalignedAccesses : Pass
{
    private Function _function = null!;

    public override bool IsOptional => false;

    public override bool Run(Function function)
    {
        _function = function;
        var changed = false;
        foreach (var block in function.Blocks)
        {
            if (!block.Instructions.Exists(IsMisaligned))
                continue;
            changed = true;
            var instructions = block.Instructions;
            block.Instructions = new List<Value>(instructions.Count);
            foreach (var value in instructions)
            {
                if (!IsMisaligned(value))
                    block.Append(value);
                else if (value.Opcode == Opcode.Load)
                    SplitLoad(block, value);
                else
                    SplitStore(block, value);
            }
        }

        return changed;
    }

    private static bool IsMisaligned(Value value) =>
        value.Opcode is Opcode.Load or Opcode.Store && value[0].Opcode == Opcode.StackAddress && Offset(value) % value.ByteSize != 0;

    private static long Offset(Value access) => access[0].Immediate + access.Immediate;

    /// <summary>The widest size to which the access is aligned.</summary>
    private static int PartSize(Value access) => (int)(Offset(access) & -Offset(access));

    private void SplitLoad(Block block, Value load)
    {
        var size = PartSize(load);
        Value? whole = null;
        for (var done = 0; done < load.ByteSize; done += size)
        {
            var part = Append(block, load, Opcode.Load, OperandWidth.Bits32, load[0]);
            part.Immediate = load.Immediate + done;
            part.ByteSize = size;
            if (done > 0)
                part = Append(block, load, Opcode.ShiftLeft, load.Width, part, _function.Constant(load.Width, done * 8));
            whole = whole is null ? part : Append(block, load, Opcode.Or, load.Width, whole, part);
        }

        load.ReplaceWith(whole!);
        load.Remove();
    }

    private void SplitStore(Block block, Value store)
    {
        var size = PartSize(store);
        for (var done = 0; done < store.ByteSize; done += size)
        {
            var content = done == 0 ? store[1]
                : store[1].IsConstant ? _function.Constant(OperandWidth.Bits64, store[1].Immediate >> (done * 8))
                : Append(block, store, Opcode.ShiftRightLogical, OperandWidth.Bits64, store[1], _function.Constant(OperandWidth.Bits64, done * 8));
            var part = Append(block, store, Opcode.Store, OperandWidth.Bits64, store[0], content);
            part.Immediate = store.Immediate + done;
            part.ByteSize = size;
        }

        store.Remove();
    }

    private Value Append(Block block, Value origin, Opcode opcode, OperandWidth width, params ReadOnlySpan<Value> operands)
    {
        var value = _function.NewValue(opcode, width, origin.Source);
        foreach (var operand in operands)
            value.Add(operand);
        block.Append(value);
        return value;
    }
}
