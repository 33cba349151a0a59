using System.Numerics;
using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>
/// Splits loads and stores of stack memory that are not surely aligned to their size, as of packed structs and of numbers at a variable
/// place in a buffer: the verifier allows no others there.
/// </summary>
internal sealed class SplitMisalignedAccesses : VerifierShape
{
    private const int MaxDepth = 6;

    // Eight bytes at most.
    private const int MaxSizeBits = 3;

    private Function _function = null!;

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
        value.Opcode is Opcode.Load or Opcode.Store && value.ByteSize > 1 && IsOnStack(value[0], 0) && PartSize(value) < value.ByteSize;

    private static bool IsOnStack(Value address, int depth) => address.Opcode switch
    {
        Opcode.StackAddress => true,
        Opcode.Add or Opcode.Subtract when depth < MaxDepth => IsOnStack(address[0], depth + 1) || IsOnStack(address[1], depth + 1),
        _ => false,
    };

    /// <summary>The widest size to which the access is surely aligned.</summary>
    private static int PartSize(Value access) =>
        1 << Math.Min(ZeroBits(access[0], 0), Math.Min(BitOperations.TrailingZeroCount(access.Immediate), MaxSizeBits));

    /// <summary>How many low bits of an address or distance are surely zero, up to those that matter.</summary>
    private static int ZeroBits(Value value, int depth)
    {
        if (depth > MaxDepth)
            return 0;
        var bits = value.Opcode switch
        {
            Opcode.Constant or Opcode.StackAddress => BitOperations.TrailingZeroCount(value.Immediate),
            Opcode.Add or Opcode.Subtract or Opcode.Or or Opcode.Phi => value.Operands.Min(operand => ZeroBits(operand, depth + 1)),
            Opcode.And => value.Operands.Max(operand => ZeroBits(operand, depth + 1)),
            Opcode.Multiply => value.Operands.Sum(operand => ZeroBits(operand, depth + 1)),
            Opcode.ShiftLeft when value[1].IsConstant => ZeroBits(value[0], depth + 1) + (int)value[1].Immediate,
            Opcode.SignExtend or Opcode.Truncate => ZeroBits(value[0], depth + 1),
            _ => 0,
        };
        return Math.Min(bits, MaxSizeBits);
    }

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
