using System.Numerics;
using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>
/// Upper bounds of values. The verifier derives the same bounds from the same instructions, except for division and remainder,
/// where <see cref="BoundDivisions"/> adds a mask that tells it; so masks and extensions may be dropped by these bounds.
/// </summary>
internal static class Ranges
{
    private const int MaxDepth = 6;

    /// <summary>Whether the register's upper half is surely zero.</summary>
    public static bool Fits32(Value value) => value.ResultIs32Bit || MaxUnsigned(value) <= uint.MaxValue;

    /// <summary>The largest number, unsigned, that a value can be.</summary>
    public static ulong MaxUnsigned(Value value, int depth = 0)
    {
        var limit = value.ResultIs32Bit ? uint.MaxValue : ulong.MaxValue;
        if (depth > MaxDepth)
            return limit;
        ulong bound = value.Opcode switch
        {
            Opcode.Constant => (ulong)value.Immediate,
            Opcode.Compare => 1UL,
            Opcode.Load when value.Is32Bit => MaxOfBits(value.ByteSize * 8),
            Opcode.ByteSwap => MaxOfBits((int)value.Immediate),
            Opcode.And => Math.Min(Operand(0), Operand(1)),
            Opcode.Or or Opcode.Xor => MaxOfBits(BitOperations.Log2(Operand(0) | Operand(1) | 1) + 1),
            Opcode.Add => Checked(UInt128.CreateChecked(Operand(0)) + Operand(1)),
            Opcode.Multiply => Checked(UInt128.CreateChecked(Operand(0)) * Operand(1)),
            Opcode.ShiftLeft when value[1].IsConstant => Checked(UInt128.CreateChecked(Operand(0)) << ShiftCount()),
            Opcode.ShiftRightLogical when value[1].IsConstant => Math.Min(Operand(0), limit) >> ShiftCount(),
            Opcode.DivideUnsigned => AsMasked(Divisor() is > 0 and var divisor ? Math.Min(Operand(0), limit) / divisor : Operand(0)),
            Opcode.RemainderUnsigned => AsMasked(Divisor() is > 0 and var divisor ? Math.Min(Operand(0), divisor - 1) : Operand(0)),
            Opcode.SignExtend => Operand(0) <= MaxOfBits((int)value.Immediate - 1) ? Operand(0) : limit,
            Opcode.Truncate => Operand(0) <= uint.MaxValue ? Operand(0) : uint.MaxValue,
            Opcode.Phi => OfPhi(),
            _ => limit,
        };
        return Math.Min(bound, limit);

        ulong Operand(int index) => MaxUnsigned(value[index], depth + 1);

        // A 32-bit operation reads the lower half of its operands; the upper half of a constant may be anything.
        ulong Divisor() => !value[1].IsConstant ? 0 : value.Is32Bit ? (uint)value[1].Immediate : (ulong)value[1].Immediate;

        // What the verifier learns from the mask that BoundDivisions adds, and no more.
        ulong AsMasked(ulong max) => max <= int.MaxValue ? MaxOfBits(BitOperations.Log2(max | 1) + 1) : limit;

        int ShiftCount() => (int)value[1].Immediate & (value.Is32Bit ? 31 : 63);

        ulong Checked(UInt128 sum) => sum > limit ? limit : (ulong)sum;

        ulong OfPhi()
        {
            ulong max = 0;
            foreach (var operand in value.Operands)
            {
                if (operand != value)
                    max = Math.Max(max, MaxUnsigned(operand, depth + 2));
            }

            return max;
        }
    }

    /// <summary>Whether a value, read as signed, is surely not negative.</summary>
    public static bool IsNotNegative(Value value, OperandWidth width) =>
        MaxUnsigned(value) <= (width == OperandWidth.Bits32 ? int.MaxValue : (ulong)long.MaxValue);

    public static ulong MaxOfBits(int bits) => bits >= 64 ? ulong.MaxValue : (1UL << bits) - 1;
}
