namespace Weir.Bpf.Compiler.Kernels.Scalars;

/// <summary>Unsigned 64-bit arithmetic; divisors are made non-zero.</summary>
public static class UInt64Kernels
{
    public static ulong Add(ulong left, ulong right) => left + right;

    public static ulong Subtract(ulong left, ulong right) => left - right;

    public static ulong Multiply(ulong left, ulong right) => left * right;

    public static ulong Divide(ulong left, ulong right) => left / (right | 1);

    public static ulong Remainder(ulong left, ulong right) => left % (right | 1);

    public static ulong DivideByConstants(ulong value) =>
        value / 2 + value / 8 + value / 10 + value / 1000 - value / 0xfffffffffffffff9 + value / 0x8000000000000000;

    public static ulong RemainderByConstants(ulong value) =>
        value % 2 + value % 8 + value % 10 + value % 1000 - value % 0xfffffffffffffff9 + value % 0x8000000000000000;

    public static ulong DivideGuarded(ulong left, ulong right) => right != 0 ? left / right ^ left % right : 0;

    public static ulong Complement(ulong value) => ~value;

    public static ulong And(ulong left, ulong right) => left & right;

    public static ulong Or(ulong left, ulong right) => left | right;

    public static ulong ExclusiveOr(ulong left, ulong right) => left ^ right;

    public static ulong ShiftLeft(ulong value, int count) => value << count;

    public static ulong ShiftRight(ulong value, int count) => value >> count;

    public static bool Equal(ulong left, ulong right) => left == right;

    public static bool NotEqual(ulong left, ulong right) => left != right;

    public static bool Less(ulong left, ulong right) => left < right;

    public static bool LessOrEqual(ulong left, ulong right) => left <= right;

    public static bool Greater(ulong left, ulong right) => left > right;

    public static bool GreaterOrEqual(ulong left, ulong right) => left >= right;

    public static int CompareToConstants(ulong value) =>
        (value < 1 ? 1 : 0) + (value <= 100 ? 2 : 0) + (value > long.MaxValue ? 4 : 0) + (value >= ulong.MaxValue ? 8 : 0)
        + (value == 0x8000000000000000 ? 16 : 0) + (value > uint.MaxValue ? 32 : 0) + (value < 0x80000000 ? 64 : 0);

    public static ulong MixBits(ulong value)
    {
        value ^= value >> 33;
        value *= 0xff51afd7ed558ccd;
        value ^= value >> 33;
        value *= 0xc4ceb9fe1a85ec53;
        return value ^ (value >> 33);
    }
}
