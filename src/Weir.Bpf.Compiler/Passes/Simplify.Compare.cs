using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

internal sealed partial class Simplify
{
    private Value? RewriteCompare(Value value)
    {
        var (left, right) = (value[0], value[1]);
        if (left.IsConstant && right.IsConstant)
            return Decide(value, ConstantFolding.Holds(value.Condition, value.Width, left.Immediate, right.Immediate));
        if (left.IsConstant)
        {
            value.Set(0, right);
            value.Set(1, left);
            value.Condition = Swapped(value.Condition);
            return value;
        }

        if (value.Is32Bit && (DropTruncations(value) || NarrowConstants(value)))
            return value;
        if (right.IsConstant && DecideByRange(value, left, (ulong)right.Immediate) is { } known)
            return Decide(value, known);
        return FuseComparison(value, left, right) ?? MoveConstantOver(value, left, right) ?? UnswapConstant(value, left, right) ?? Narrow(value, left, right);
    }

    /// <summary>A comparison with a known outcome becomes a constant, a branch a jump.</summary>
    private Value Decide(Value value, bool holds)
    {
        if (value.Opcode == Opcode.Compare)
            return Constant(OperandWidth.Bits32, holds ? 1 : 0);
        var (taken, dropped) = holds ? (value.Target!, value.Otherwise!) : (value.Otherwise!, value.Target!);
        dropped.RemovePredecessor(value.Block!);
        value.ClearOperands();
        value.Opcode = Opcode.Jump;
        (value.Target, value.Otherwise) = (taken, null);
        return value;
    }

    private static bool? DecideByRange(Value value, Value left, ulong constant)
    {
        if (value.Width == OperandWidth.Bits32 && !Ranges.Fits32(left))
            return null;
        var max = Ranges.MaxUnsigned(left);
        return value.Condition switch
        {
            JumpCondition.GreaterThan when max <= constant => false,
            JumpCondition.GreaterThanOrEqual when max < constant => false,
            JumpCondition.GreaterThanOrEqual when constant == 0 => true,
            JumpCondition.LessThan when max < constant => true,
            JumpCondition.LessThan when constant == 0 => false,
            JumpCondition.LessThanOrEqual when max <= constant => true,
            JumpCondition.Equal when max < constant => false,
            JumpCondition.NotEqual when max < constant => true,
            _ => null,
        };
    }

    /// <summary>Tests of a comparison's result become that comparison; unsigned tests against zero become equality.</summary>
    private static Value? FuseComparison(Value value, Value left, Value right)
    {
        if (!right.IsConstant)
            return null;
        var constant = right.Immediate;
        if (constant == 0 && value.Condition == JumpCondition.GreaterThan)
        {
            value.Condition = JumpCondition.NotEqual;
            return value;
        }

        if (left.Opcode != Opcode.Compare || constant is not (0 or 1) || value.Condition is not (JumpCondition.Equal or JumpCondition.NotEqual))
            return null;
        var isSame = (constant == 0) == (value.Condition == JumpCondition.NotEqual);
        if (value.Opcode == Opcode.Compare && isSame)
            return left;
        if (isSame)
            value.Condition = left.Condition;
        else if (left.Condition.TryInvert(out var inverse))
            value.Condition = inverse;
        else
            return null;
        value.Width = left.Width;
        var (first, second) = (left[0], left[1]);
        value.Set(0, first);
        value.Set(1, second);
        return value;
    }

    /// <summary>
    /// What is left of a length is compared as what is taken of it, <c>12 - n &gt;= 4</c> as <c>n &lt;= 8</c>: the verifier learns the
    /// bound of the number that is compared, and that is the one used as an index.
    /// </summary>
    private Value? MoveConstantOver(Value value, Value left, Value right)
    {
        if (left is not { Opcode: Opcode.Subtract } || left.Width != value.Width || !left[0].IsConstant || !right.IsConstant || value.Condition == JumpCondition.AnyBitSet)
            return null;
        var (length, rest, taken) = (left[0].Immediate, right.Immediate, left[1]);
        // Between zero and the length nothing wraps, and signed comparison is like unsigned.
        if (length is < 0 or > int.MaxValue || rest < 0 || rest > length || Ranges.MaxUnsigned(taken) > (ulong)length)
            return null;
        value.Condition = Swapped(Unsigned(value.Condition));
        value.Set(0, taken);
        value.Set(1, Constant(value.Width, length - rest));
        return value;
    }

    /// <summary>Equality with a constant swaps the constant instead of the value.</summary>
    private Value? UnswapConstant(Value value, Value left, Value right)
    {
        if (left.Opcode != Opcode.ByteSwap || !right.IsConstant || value.Condition is not (JumpCondition.Equal or JumpCondition.NotEqual))
            return null;
        var bits = (int)left.Immediate;
        // A 32-bit comparison sees only half of a swapped 64-bit value: the half that was the upper one.
        if (bits > (int)value.Width)
            return null;
        if (Ranges.MaxUnsigned(left[0]) > Ranges.MaxOfBits(bits) || (ulong)right.Immediate > Ranges.MaxOfBits(bits))
            return null;
        value.Set(1, Constant(value.Width, ConstantFolding.ByteSwap(right.Immediate, bits)));
        value.Set(0, left[0]);
        return value;
    }

    /// <summary>Numbers that fit 32 bits are compared in 32 bits, unsigned when both are positive.</summary>
    private static Value? Narrow(Value value, Value left, Value right)
    {
        var unsigned = Unsigned(value.Condition);
        if (!value.Is32Bit && Ranges.Fits32(left) && Ranges.Fits32(right))
            value.Width = OperandWidth.Bits32;
        else if (unsigned == value.Condition || !Ranges.IsNotNegative(left, value.Width) || !Ranges.IsNotNegative(right, value.Width))
            return null;
        value.Condition = unsigned;
        return value;
    }

    private static JumpCondition Unsigned(JumpCondition condition) => condition switch
    {
        JumpCondition.SignedGreaterThan => JumpCondition.GreaterThan,
        JumpCondition.SignedGreaterThanOrEqual => JumpCondition.GreaterThanOrEqual,
        JumpCondition.SignedLessThan => JumpCondition.LessThan,
        JumpCondition.SignedLessThanOrEqual => JumpCondition.LessThanOrEqual,
        _ => condition,
    };

    /// <summary>The condition with left and right exchanged.</summary>
    private static JumpCondition Swapped(JumpCondition condition) => condition switch
    {
        JumpCondition.GreaterThan => JumpCondition.LessThan,
        JumpCondition.GreaterThanOrEqual => JumpCondition.LessThanOrEqual,
        JumpCondition.LessThan => JumpCondition.GreaterThan,
        JumpCondition.LessThanOrEqual => JumpCondition.GreaterThanOrEqual,
        JumpCondition.SignedGreaterThan => JumpCondition.SignedLessThan,
        JumpCondition.SignedGreaterThanOrEqual => JumpCondition.SignedLessThanOrEqual,
        JumpCondition.SignedLessThan => JumpCondition.SignedGreaterThan,
        JumpCondition.SignedLessThanOrEqual => JumpCondition.SignedGreaterThanOrEqual,
        _ => condition,
    };
}
