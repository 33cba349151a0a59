namespace Weir.Bpf.Compiler.Kernels.Scalars;

/// <summary>Unsigned 32-bit arithmetic; divisors are made non-zero.</summary>
public static class UInt32Kernels
{
    public static uint Add(uint left, uint right) => left + right;

    public static uint Subtract(uint left, uint right) => left - right;

    public static uint Multiply(uint left, uint right) => left * right;

    public static uint Divide(uint left, uint right) => left / (right | 1);

    public static uint Remainder(uint left, uint right) => left % (right | 1);

    public static uint DivideByConstants(uint value) =>
        value / 2 + value / 8 + value / 10 + value / 1000 - value / 0xfffffff9 + value / 0x80000000;

    public static uint RemainderByConstants(uint value) =>
        value % 2 + value % 8 + value % 10 + value % 1000 - value % 0xfffffff9 + value % 0x80000000;

    public static uint DivideGuarded(uint left, uint right)
    {
        if (right == 0)
            return 0;
        return left / right ^ left % right;
    }

    public static long Negate(uint value) => -value;

    public static uint Complement(uint value) => ~value;

    public static uint And(uint left, uint right) => left & right;

    public static uint Or(uint left, uint right) => left | right;

    public static uint ExclusiveOr(uint left, uint right) => left ^ right;

    public static uint ShiftLeft(uint value, int count) => value << count;

    public static uint ShiftRight(uint value, int count) => value >> count;

    public static uint ShiftByConstants(uint value) => (value << 3) ^ (value >> 5) ^ (value << 31) ^ (value >> 31);

    public static bool Equal(uint left, uint right) => left == right;

    public static bool NotEqual(uint left, uint right) => left != right;

    public static bool Less(uint left, uint right) => left < right;

    public static bool LessOrEqual(uint left, uint right) => left <= right;

    public static bool Greater(uint left, uint right) => left > right;

    public static bool GreaterOrEqual(uint left, uint right) => left >= right;

    public static int CompareToConstants(uint value) =>
        (value < 1 ? 1 : 0) + (value <= 100 ? 2 : 0) + (value > 0x7fffffff ? 4 : 0) + (value >= uint.MaxValue ? 8 : 0) + (value == 0x80000000 ? 16 : 0);

    public static uint CompoundAssignments(uint value, uint other)
    {
        value += other;
        value -= 3;
        value *= other | 1;
        value ^= other;
        value &= ~0x100u;
        value |= 0x10;
        value <<= 1;
        value >>= (int)other;
        return value;
    }

    public static uint RotateByHand(uint value, int count) => (value << count) | (value >> (32 - count));

    /// <summary>Sums of which one part takes longer than the others, at each place, wrapping.</summary>
    public static uint DeepSums(uint a, uint b, uint c)
    {
        var deep = ((a * 3) ^ (b >> 5)) * 7;
        var first = deep + b + c;
        var second = b + ((deep ^ c) * 5) + a;
        var third = a + b + (deep >> 3);
        return first ^ (second << 1) ^ (third << 2);
    }
}
