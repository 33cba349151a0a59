namespace Weir.Bpf.Compiler.Kernels.Faults;

/// <summary>Divisions by zero, and of the smallest number by -1.</summary>
public static class DivisionFaultKernels
{
    public static int QuotientOfInt32(int a, int b) => a / b;

    public static int RemainderOfInt32(int a, int b) => a % b;

    public static uint QuotientOfUInt32(uint a, uint b) => a / b;

    public static uint RemainderOfUInt32(uint a, uint b) => a % b;

    public static long QuotientOfInt64(long a, long b) => a / b;

    public static long RemainderOfInt64(long a, long b) => a % b;

    public static ulong QuotientOfUInt64(ulong a, ulong b) => a / b;

    public static ulong RemainderOfUInt64(ulong a, ulong b) => a % b;

    public static int QuotientByInt32MinusOne(int a)
    {
        var divisor = (int)-1;
        return a / divisor;
    }

    public static int QuotientOfSmallestInt32(int b) => int.MinValue / b;

    public static long QuotientByInt64MinusOne(long a)
    {
        var divisor = (long)-1;
        return a / divisor;
    }

    public static long QuotientOfSmallestInt64(long b) => long.MinValue / b;

    public static int SmallOperands(sbyte a, short b) => a / b + b % a;

    public static int ByConstants(int a) => a / 7 + a % -13 + a / 1;

    public static uint Guarded(uint a, uint b) => b == 0 ? a : a / b;

    public static int GuardedAgainstBoth(int a, int b)
    {
        if (b <= 0)
            return a;
        return a / b * 3 + a % b;
    }

    public static int AlwaysByZero(int a)
    {
        var zero = 0;
        return a / zero;
    }

    public static int InInlinedMethods(int a, int b, int c) => Ratio(a, b) + Ratio(b, c);

    public static int InBothBranches(int a, int b) => a > 0 ? 1000 / a + 5 / b : b / a;

    public static int AfterSideEffect(int a, int b)
    {
        var pair = new Pair { First = a };
        pair.Second = pair.First / b;
        return pair.First + pair.Second;
    }

    private static int Ratio(int value, int other) => value / (other - 3);

    private struct Pair
    {
        public int First;
        public int Second;
    }
}
