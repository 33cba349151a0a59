namespace Weir.Bpf.Compiler.Kernels.Scalars;

/// <summary>Signed 32-bit arithmetic; divisors are made non-zero and never minus one against the minimum.</summary>
public static class Int32Kernels
{
    public static int Add(int left, int right) => left + right;

    public static int Subtract(int left, int right) => left - right;

    public static int Multiply(int left, int right) => left * right;

    public static int Divide(int left, int right) => left / ((right & 0x7fff) + 1);

    public static int DivideByNegative(int left, int right) => left / (-2 - (right & 0x7fff));

    public static int Remainder(int left, int right) => left % ((right & 0x7fff) + 1);

    public static int RemainderByNegative(int left, int right) => left % (-2 - (right & 0x7fff));

    public static int DivideByConstants(int value) =>
        value / 2 + value / 8 + value / 10 + value / 1000 - value / -7 + value / 0x40000000;

    public static int RemainderByConstants(int value) =>
        value % 2 + value % 8 + value % 10 + value % 1000 - value % -7 + value % 0x40000000;

    public static int DivideGuarded(int left, int right)
    {
        if (right == 0 || right == -1)
            return 0;
        return left / right ^ left % right;
    }

    public static int Negate(int value) => -value;

    public static int Complement(int value) => ~value;

    public static int And(int left, int right) => left & right;

    public static int Or(int left, int right) => left | right;

    public static int ExclusiveOr(int left, int right) => left ^ right;

    public static int ShiftLeft(int value, int count) => value << count;

    public static int ShiftRight(int value, int count) => value >> count;

    public static int ShiftRightUnsigned(int value, int count) => value >>> count;

    public static int ShiftByConstants(int value) => (value << 3) ^ (value >> 5) ^ (value >>> 7) ^ (value << 31) ^ (value >> 31);

    public static bool Equal(int left, int right) => left == right;

    public static bool NotEqual(int left, int right) => left != right;

    public static bool Less(int left, int right) => left < right;

    public static bool LessOrEqual(int left, int right) => left <= right;

    public static bool Greater(int left, int right) => left > right;

    public static bool GreaterOrEqual(int left, int right) => left >= right;

    public static int CompareToConstants(int value) =>
        (value < 0 ? 1 : 0) + (value <= 100 ? 2 : 0) + (value > -100 ? 4 : 0) + (value >= int.MaxValue ? 8 : 0) + (value == int.MinValue ? 16 : 0);

    public static int Increment(int value)
    {
        var previous = value++;
        return previous ^ ++value ^ value-- ^ --value;
    }

    public static int CompoundAssignments(int value, int other)
    {
        value += other;
        value -= 3;
        value *= other | 1;
        value ^= other;
        value &= ~0x100;
        value |= 0x10;
        value <<= 1;
        value >>= other;
        return value;
    }
}
