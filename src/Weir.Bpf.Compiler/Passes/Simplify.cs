using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>
/// Local rewriting until nothing changes: constants, algebra, fusion of comparisons into branches, removal of extensions and masks that change nothing,
/// and folding of constant offsets into memory accesses. The last is what the verifier demands of context accesses.
/// </summary>
internal sealed partial class Simplify : Pass
{
    private const int MaxRounds = 16;

    private Function _function = null!;
    private List<Value> _output = [];
    private Value _current = null!;

    public override bool IsOptional => false;

    public override bool Run(Function function)
    {
        _function = function;
        var changed = false;
        for (var round = 0; round < MaxRounds && RunRound(); round++)
            changed = true;
        return changed;
    }

    private bool RunRound()
    {
        var changed = false;
        foreach (var block in _function.Blocks)
        {
            var instructions = block.Instructions;
            _output = new List<Value>(instructions.Count);
            foreach (var value in instructions)
            {
                _current = value;
                var result = Rewrite(value);
                if (result is null)
                {
                    _output.Add(value);
                    continue;
                }

                changed = true;
                if (result == value)
                {
                    _output.Add(value);
                    continue;
                }

                value.ReplaceWith(result);
                value.Remove();
            }

            block.Instructions = _output;
        }

        return changed;
    }

    /// <summary>Returns null when nothing is to do, the value itself when it was changed in place, or what replaces it.</summary>
    private Value? Rewrite(Value value) => value.Opcode switch
    {
        Opcode.Phi => PhiSimplification.OnlyValueOf(value),
        Opcode.Truncate => RewriteTruncate(value),
        Opcode.SignExtend => RewriteSignExtend(value),
        Opcode.ByteSwap => RewriteByteSwap(value),
        Opcode.Negate when value[0].IsConstant => Constant(value.Width, -value[0].Immediate),
        Opcode.Compare or Opcode.Branch => RewriteCompare(value),
        Opcode.Load or Opcode.Store or Opcode.Atomic => RewriteAccess(value),
        _ when value.Opcode.IsBinary() => RewriteBinary(value),
        _ => null,
    };

    private Value Constant(OperandWidth width, long value) => _function.Constant(width, value);

    /// <summary>A new instruction before the one that is rewritten.</summary>
    private Value New(Opcode opcode, OperandWidth width, params ReadOnlySpan<Value> operands)
    {
        if (operands.Length == 2 && ConstantFolding.Binary(_function, opcode, width, operands[0], operands[1]) is { } folded)
            return folded;
        var value = _function.NewValue(opcode, width, _current.Source);
        foreach (var operand in operands)
            value.Add(operand);
        value.Block = _current.Block;
        _output.Add(value);
        return value;
    }

    /// <summary>A value as the result of an operation of some width: 32-bit operations clear the upper half.</summary>
    private Value AtWidth(Value value, OperandWidth width)
    {
        if (width == OperandWidth.Bits64 || Ranges.Fits32(value))
            return value;
        return value.IsConstant ? Constant(width, value.Immediate) : New(Opcode.Truncate, width, value);
    }

    private Value? RewriteTruncate(Value value)
    {
        var operand = value[0];
        if (operand.IsConstant)
            return Constant(OperandWidth.Bits32, operand.Immediate);
        if (Ranges.Fits32(operand))
            return operand;
        return operand is { Opcode: Opcode.SignExtend, Immediate: 32 } && Ranges.Fits32(operand[0]) ? operand[0] : null;
    }

    private Value? RewriteSignExtend(Value value)
    {
        var (operand, bits) = (value[0], (int)value.Immediate);
        if (operand.IsConstant)
            return Constant(value.Width, operand.Immediate << (64 - bits) >> (64 - bits));
        if (Ranges.MaxUnsigned(operand) <= Ranges.MaxOfBits(bits - 1))
            return operand;
        if (bits == 32 && value.Is32Bit)
            return AtWidth(operand, OperandWidth.Bits32);
        // Only the low bits count.
        if (operand.Opcode == Opcode.Truncate)
        {
            value.Set(0, operand[0]);
            return value;
        }

        var mask = operand.Opcode == Opcode.And && operand[1].IsConstant ? (ulong)operand[1].Immediate : 0;
        if (mask != 0 && (mask & Ranges.MaxOfBits(bits)) == Ranges.MaxOfBits(bits))
        {
            value.Set(0, operand[0]);
            return value;
        }

        return null;
    }

    private Value? RewriteByteSwap(Value value)
    {
        var operand = value[0];
        if (operand.IsConstant)
            return Constant(value.Width, ConstantFolding.ByteSwap(operand.Immediate, (int)value.Immediate));
        return operand.Opcode == Opcode.ByteSwap && operand.Immediate == value.Immediate
            && Ranges.MaxUnsigned(operand[0]) <= Ranges.MaxOfBits((int)value.Immediate) ? operand[0] : null;
    }

    private static Value? RewriteAccess(Value value)
    {
        var address = value[0];
        if (address is { Opcode: Opcode.Add, Is32Bit: false } && address[1].IsConstant
            && value.Immediate + address[1].Immediate is >= short.MinValue and <= short.MaxValue)
        {
            value.Immediate += address[1].Immediate;
            value.Set(0, address[0]);
            return value;
        }

        if (value.Opcode == Opcode.Store && DropUnstoredBits(value))
            return value;
        return null;
    }

    /// <summary>A narrow store needs no mask, truncation or extension before it.</summary>
    private static bool DropUnstoredBits(Value store)
    {
        var stored = store[1];
        var bits = store.ByteSize * 8;
        var isUseless = stored.Opcode switch
        {
            Opcode.Truncate => bits <= 32,
            Opcode.SignExtend => bits <= stored.Immediate,
            Opcode.And => stored[1].IsConstant && ((ulong)stored[1].Immediate & Ranges.MaxOfBits(bits)) == Ranges.MaxOfBits(bits) && bits <= 32,
            _ => false,
        };
        if (isUseless)
            store.Set(1, stored[0]);
        return isUseless;
    }
}
