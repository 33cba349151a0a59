using System.Numerics;
using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

internal sealed partial class Simplify
{
    private Value? RewriteBinary(Value value)
    {
        if (DropTruncatedOperands(value) || NarrowConstants(value))
            return value;
        var (left, right) = (value[0], value[1]);
        if (ConstantFolding.Binary(_function, value.Opcode, value.Width, left, right) is { } constant)
            return constant;
        if (left.IsConstant && value.Opcode.IsCommutative())
        {
            value.Set(0, right);
            value.Set(1, left);
            return value;
        }

        return (right.IsConstant ? RewriteWithConstant(value, left, right) : null)
            ?? RewriteSame(value, left, right)
            ?? RewriteSum(value, left, right)
            ?? RewriteSignedDivision(value, left, right);
    }

    /// <summary>32-bit operations whose result depends on the low halves only need no truncation before them.</summary>
    private static bool DropTruncatedOperands(Value value)
    {
        if (!value.Is32Bit || value.Opcode is Opcode.ShiftLeft or Opcode.ShiftRightLogical or Opcode.ShiftRightArithmetic)
            return false;
        return DropTruncations(value);
    }

    private static bool DropTruncations(Value value)
    {
        var dropped = false;
        for (var i = 0; i < value.Operands.Count; i++)
        {
            if (value[i].Opcode != Opcode.Truncate)
                continue;
            value.Set(i, value[i][0]);
            dropped = true;
        }

        return dropped;
    }

    /// <summary>A 32-bit operation reads the lower half of a constant; the upper half would mislead every rule about constants.</summary>
    private bool NarrowConstants(Value value)
    {
        if (!value.Is32Bit)
            return false;
        var narrowed = false;
        for (var i = 0; i < value.Operands.Count; i++)
        {
            if (!value[i].IsConstant || (ulong)value[i].Immediate <= uint.MaxValue)
                continue;
            value.Set(i, Constant(OperandWidth.Bits32, value[i].Immediate));
            narrowed = true;
        }

        return narrowed;
    }

    private Value? RewriteWithConstant(Value value, Value left, Value right)
    {
        var (width, constant) = (value.Width, right.Immediate);
        var isPowerOfTwo = BitOperations.IsPow2((ulong)constant) && constant != 0;
        var exponent = BitOperations.TrailingZeroCount((ulong)constant);
        switch (value.Opcode)
        {
            case Opcode.Add or Opcode.Or or Opcode.Xor or Opcode.ShiftLeft or Opcode.ShiftRightLogical or Opcode.ShiftRightArithmetic or Opcode.Subtract when constant == 0:
                return AtWidth(left, width);
            case Opcode.Subtract:
                return New(Opcode.Add, width, left, Constant(width, -constant));
            case Opcode.Multiply when constant == 0:
                return right;
            case Opcode.Multiply or Opcode.DivideUnsigned or Opcode.DivideSigned when constant == 1:
                return AtWidth(left, width);
            case Opcode.Multiply when isPowerOfTwo:
                return New(Opcode.ShiftLeft, width, left, Constant(width, exponent));
            case Opcode.DivideUnsigned when isPowerOfTwo:
                return New(Opcode.ShiftRightLogical, width, AtWidth(left, width), Constant(width, exponent));
            case Opcode.RemainderUnsigned when isPowerOfTwo:
                return New(Opcode.And, width, left, Constant(width, constant - 1));
            case Opcode.And when constant == 0:
                return right;
            case Opcode.And when IsLowMask(constant) && Ranges.MaxUnsigned(left) <= (ulong)constant:
                return left;
            case Opcode.And when left.Opcode == Opcode.Xor && left.Width == width && left[1].IsConstant && IsLowMask(constant) && Ranges.MaxUnsigned(left[0]) <= (ulong)constant:
                return New(Opcode.Xor, width, left[0], Constant(width, left[1].Immediate & constant));
            case Opcode.And when IsLowMask(constant) && left.Users.Count == 1 && WithoutInnerMasks(left, constant) is { } unmasked:
                return New(Opcode.And, width, unmasked, right);
            case Opcode.ShiftRightLogical when Ranges.MaxUnsigned(left) >> (int)(constant & (value.Is32Bit ? 31 : 63)) == 0:
                return Constant(width, 0);
            case Opcode.ShiftLeft when left.Opcode == Opcode.ShiftLeft && left.Width == width && left[1].IsConstant && left[1].Immediate + constant < (int)width:
                return New(Opcode.ShiftLeft, width, left[0], Constant(width, left[1].Immediate + constant));
            case Opcode.Add when left.Opcode == Opcode.StackAddress && width == OperandWidth.Bits64:
                return _function.StackAddress(left.Slot!, left.Immediate + constant);
            case Opcode.Add or Opcode.And or Opcode.Or or Opcode.Xor or Opcode.Multiply
                when left.Opcode == value.Opcode && left.Width == width && left[1].IsConstant:
                return New(value.Opcode, width, left[0], New(value.Opcode, width, left[1], right));
            default:
                return null;
        }
    }

    /// <summary>The low bits of a sum, difference, product or combination need the low bits of its operands only: masks on them that keep more are dropped.</summary>
    private Value? WithoutInnerMasks(Value value, long mask)
    {
        if (value.Opcode is not (Opcode.Add or Opcode.Subtract or Opcode.Multiply or Opcode.And or Opcode.Or or Opcode.Xor))
            return null;
        var (left, right) = (Unmasked(value[0], mask), Unmasked(value[1], mask));
        return left == value[0] && right == value[1] ? null : New(value.Opcode, value.Width, left, right);
    }

    private static Value Unmasked(Value value, long mask) =>
        value.Opcode == Opcode.And && value[1].IsConstant && (value[1].Immediate & mask) == mask ? value[0] : value;

    private static bool IsLowMask(long constant) => constant > 0 && (constant & (constant + 1)) == 0;

    private Value? RewriteSame(Value value, Value left, Value right)
    {
        if (left != right)
            return null;
        return value.Opcode switch
        {
            Opcode.And or Opcode.Or => AtWidth(left, value.Width),
            Opcode.Subtract or Opcode.Xor => Constant(value.Width, 0),
            _ => null,
        };
    }

    /// <summary>Moves constants of 64-bit sums outwards, where they end in the offset of a memory access.</summary>
    private Value? RewriteSum(Value value, Value left, Value right)
    {
        if (value.Opcode != Opcode.Add || right.IsConstant)
            return null;
        if (value.Is32Bit)
            return RewriteDeepSum(left, right);
        if (IsSumWithConstant(left))
            return New(Opcode.Add, OperandWidth.Bits64, New(Opcode.Add, OperandWidth.Bits64, left[0], right), left[1]);
        if (IsSumWithConstant(right))
            return New(Opcode.Add, OperandWidth.Bits64, New(Opcode.Add, OperandWidth.Bits64, left, right[0]), right[1]);
        return null;
    }

    /// <summary>
    /// Of three numbers added, the one that takes longest to compute comes last, so that the processor need not wait for it with the
    /// others. Not for 64 bits: those may be pointers.
    /// </summary>
    private Value? RewriteDeepSum(Value left, Value right)
    {
        if (left is not { Opcode: Opcode.Add, Is32Bit: true, Users.Count: 1 } || left[1].IsConstant)
            return null;
        var (first, second, third) = (Depth(left[0]), Depth(left[1]), Depth(right));
        if (first > Math.Max(second, third))
            return New(Opcode.Add, OperandWidth.Bits32, left[0], New(Opcode.Add, OperandWidth.Bits32, left[1], right));
        if (second > Math.Max(first, third))
            return New(Opcode.Add, OperandWidth.Bits32, left[1], New(Opcode.Add, OperandWidth.Bits32, left[0], right));
        return null;
    }

    /// <summary>How many operations a value is made of one after the other, as far as it pays to know.</summary>
    private static int Depth(Value value, int limit = 6)
    {
        if (limit == 0 || value.Opcode is Opcode.Phi or Opcode.Load or Opcode.Constant)
            return 0;
        var deepest = 0;
        foreach (var operand in value.Operands)
            deepest = Math.Max(deepest, Depth(operand, limit - 1));
        return deepest + 1;
    }

    private static bool IsSumWithConstant(Value value) => value is { Opcode: Opcode.Add, Is32Bit: false } && value[1].IsConstant;

    /// <summary>C# divides bytes and positive constants as signed; the verifier bounds unsigned results only.</summary>
    private static Value? RewriteSignedDivision(Value value, Value left, Value right)
    {
        if (value.Opcode is not (Opcode.DivideSigned or Opcode.RemainderSigned)
            || !Ranges.IsNotNegative(left, value.Width) || !Ranges.IsNotNegative(right, value.Width))
            return null;
        value.Opcode = value.Opcode == Opcode.DivideSigned ? Opcode.DivideUnsigned : Opcode.RemainderUnsigned;
        return value;
    }
}
