namespace Weir.Bpf.Compiler.Kernels.Scalars;

/// <summary>Signed 64-bit arithmetic; divisors are made non-zero and never minus one against the minimum.</summary>
public static class Int64Kernels
{
    public static long Add(long left, long right) => left + right;

    public static long Subtract(long left, long right) => left - right;

    public static long Multiply(long left, long right) => left * right;

    public static long Divide(long left, long right) => left / ((right & 0x7fffffffffL) + 1);

    public static long DivideByNegative(long left, long right) => left / (-2 - (right & 0x7fffffffffL));

    public static long Remainder(long left, long right) => left % ((right & 0x7fffffffffL) + 1);

    public static long RemainderByNegative(long left, long right) => left % (-2 - (right & 0x7fffffffffL));

    public static long DivideByConstants(long value) =>
        value / 2 + value / 8 + value / 10 + value / 1000 - value / -7 + value / 0x4000000000000000;

    public static long RemainderByConstants(long value) =>
        value % 2 + value % 8 + value % 10 + value % 1000 - value % -7 + value % 0x4000000000000000;

    public static long DivideGuarded(long left, long right)
    {
        if (right == 0 || right == -1)
            return 0;
        return left / right ^ left % right;
    }

    public static long Negate(long value) => -value;

    public static long Complement(long value) => ~value;

    public static long And(long left, long right) => left & right;

    public static long Or(long left, long right) => left | right;

    public static long ExclusiveOr(long left, long right) => left ^ right;

    public static long ShiftLeft(long value, int count) => value << count;

    public static long ShiftRight(long value, int count) => value >> count;

    public static long ShiftRightUnsigned(long value, int count) => value >>> count;

    public static long ShiftByConstants(long value) =>
        (value << 3) ^ (value >> 5) ^ (value >>> 33) ^ (value << 63) ^ (value >> 63) ^ (value << 32 >> 32);

    public static bool Equal(long left, long right) => left == right;

    public static bool NotEqual(long left, long right) => left != right;

    public static bool Less(long left, long right) => left < right;

    public static bool LessOrEqual(long left, long right) => left <= right;

    public static bool Greater(long left, long right) => left > right;

    public static bool GreaterOrEqual(long left, long right) => left >= right;

    public static int CompareToConstants(long value) =>
        (value < 0 ? 1 : 0) + (value <= 100 ? 2 : 0) + (value > -100 ? 4 : 0) + (value >= long.MaxValue ? 8 : 0)
        + (value == long.MinValue ? 16 : 0) + (value > uint.MaxValue ? 32 : 0) + (value < int.MinValue ? 64 : 0);

    public static long LargeConstants(long value) =>
        (value ^ 0x123456789abcdef0L) + (value & -0x8000000000L) - 0x7fffffffL + 0x80000000L - (value | 0x100000000L);

    public static long CompoundAssignments(long value, long other)
    {
        value += other;
        value -= 3;
        value *= other | 1;
        value ^= other;
        value &= ~0x100L;
        value |= 0x10;
        value <<= 1;
        value >>= (int)other;
        return value;
    }
}
