namespace Weir.Bpf.Compiler.Kernels.Scalars;

/// <summary>Comparisons across widths and signs, and conditions as values.</summary>
public static class ComparisonKernels
{
    public static bool SignedAgainstUnsigned(int left, uint right) => left < right;

    public static bool UnsignedViewOfSigned(int left, int right) => (uint)left < (uint)right;

    public static bool SignedViewOfUnsigned(uint left, uint right) => (int)left < (int)right;

    public static bool UnsignedViewOf64(long left, long right) => (ulong)left >= (ulong)right;

    public static bool MixedWidth(long left, int right) => left > right;

    public static bool MixedUnsignedWidth(ulong left, uint right) => left <= right;

    public static bool RangeSigned(int value) => value >= -10 && value < 20;

    public static bool RangeByWrap(uint value) => value - 10 < 20;

    public static bool And(int a, int b) => a > 3 && b < 7;

    public static bool Or(int a, int b) => a > 3 || b < 7;

    public static bool Not(int a, int b) => !(a > 3 || b < 7);

    public static bool AndWithoutShortcut(int a, int b) => a > 3 & b < 7;

    public static bool OrWithoutShortcut(int a, int b) => a > 3 | b < 7;

    public static bool ExclusiveOr(bool a, bool b) => a ^ b;

    public static bool EqualBooleans(bool a, int b) => a == (b > 0);

    public static bool Nested(int a, int b, int c, bool d) => (a < b && (b < c || d)) || (!d && a == c);

    public static int Ternary(int a, int b) => a < b ? a : b;

    public static long NestedTernary(long a, long b, long c) => a < b ? (b < c ? a : c) : (a < c ? b : a - c);

    public static int BooleanLocals(int a, int b, int c)
    {
        var first = a < b;
        var second = b < c;
        var both = first && second;
        var either = first || second;
        first = both != either;
        return (first ? 1 : 0) | (second ? 2 : 0) | (both ? 4 : 0) | (either ? 8 : 0);
    }

    public static int ConditionUsedTwice(uint value, int a)
    {
        var small = value < 64;
        var result = a;
        if (small)
            result += 7;
        result *= 3;
        if (!small)
            result -= 11;
        return result;
    }

    public static int SignOf(long value) => value < 0 ? -1 : value > 0 ? 1 : 0;

    public static int CompareToNothing(uint value) => (value >= 0 ? 1 : 0) + (value > 0 ? 2 : 0) + (value < 1 ? 4 : 0);

    public static bool EqualAfterNarrowing(int left, int right) => (byte)left == (byte)right && (short)left != (short)right;
}
