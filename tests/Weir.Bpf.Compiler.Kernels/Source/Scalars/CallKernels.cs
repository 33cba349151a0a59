using System.Runtime.CompilerServices;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Scalars;

/// <summary>Inlined calls at depth, and functions with static and global linkage of one to five parameters.</summary>
public static unsafe class CallKernels
{
    public static int Inlined(int a, int b) => Twice(Twice(a) + Third(b)) - Twice(b);

    public static int InlinedInCondition(int a, int b) => IsSmall(a) && !IsSmall(b) || IsSmall(a + b) ? 1 : 0;

    public static int InlinedWithLoop(int a, int b) => Power(a, 3) + Power(b, 5);

    public static int InlinedWithManyReturns(int a) => Classify(a) * 10 + Classify(-a);

    public static int InlinedArgumentReassigned(int a) => ReassignArgument(a) + a;

    public static long StaticOneParameter(long a) => StaticOne(a) + StaticOne(a + 1);

    public static long StaticTwoParameters(int a, long b) => StaticTwo(a, b) * 3;

    public static int StaticThreeParameters(int a, byte b, short c) => StaticThree(a, b, c) ^ StaticThree(c, (byte)a, b);

    public static ulong StaticFourParameters(uint a, ulong b, ushort c, sbyte d) => StaticFour(a, b, c, d);

    public static long StaticFiveParameters(int a, uint b, long c, ulong d, bool e) => StaticFive(a, b, c, d, e) - StaticFive(a, b, c, d, !e);

    public static int StaticKeepsCallersValues(int a, int b, int c)
    {
        var first = a * 3;
        var second = b ^ a;
        var third = StaticThree(a, (byte)b, (short)c);
        var fourth = c - b;
        return first + second * third + StaticThree(fourth, 1, 2) + first - fourth;
    }

    public static int StaticNested(int a) => StaticOuter(a) + StaticOuter(a + 1);

    public static int StaticByPointer(int a, long b)
    {
        var values = new Values { First = a, Second = b };
        StaticFill(&values);
        return values.First + (int)values.Second;
    }

    public static bool StaticBoolean(int a, int b) => StaticIsBetween(a, b, 1000) || StaticIsBetween(b, a, 10);

    public static int StaticSmallResults(int a) => StaticSByte(a) * 1000 + StaticByte(a) + StaticInt16(a);

    public static int StaticInLoop(int a)
    {
        var sum = 0;
        for (var turn = 0; turn < 6; turn++)
            sum += StaticThree(a, (byte)turn, (short)sum);
        return sum;
    }

    public static int StaticWithoutResult(int a, long b)
    {
        var values = new Values { First = a, Second = b };
        StaticClear(&values, a > 5);
        return values.First ^ (int)values.Second;
    }

    public static int GlobalOneParameter(int a) => GlobalOne(a) + GlobalOne(a ^ 5);

    public static uint GlobalThreeParameters(uint a, uint b, uint c) => GlobalThree(a, b, c);

    public static long GlobalFiveParameters(int a, uint b, long c, ulong d, int e) => GlobalFive(a, b, c, d, e);

    public static int GlobalByPointer(int a, long b)
    {
        var values = new Values { First = a, Second = b };
        return GlobalSum(&values) + values.First;
    }

    public static int GlobalByNullablePointer(int a, long b)
    {
        var values = new Values { First = a, Second = b };
        return GlobalSumOrZero(&values) - GlobalSumOrZero(null);
    }

    public static int GlobalCallsStatic(int a) => GlobalOuter(a) + StaticOuter(a);

    private static int Twice(int value) => value * 2;

    private static int Third(int value) => value / 3;

    private static bool IsSmall(int value) => value is > -50 and < 50;

    private static int Power(int value, int exponent)
    {
        var result = 1;
        for (var turn = 0; turn < exponent; turn++)
            result *= value;
        return result;
    }

    private static int Classify(int value)
    {
        if (value < -1000)
            return 1;
        if (value < 0)
            return 2;
        return value == 0 ? 3 : 4;
    }

    private static int ReassignArgument(int value)
    {
        value ^= 0x1234;
        value += 1;
        return value;
    }

    [StaticFunction]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long StaticOne(long a) => a * 7 - (a >> 3);

    [StaticFunction]
    private static long StaticTwo(int a, long b) => a < b ? a - b : b ^ a;

    [StaticFunction]
    private static int StaticThree(int a, byte b, short c) => a * b + c;

    [StaticFunction]
    private static ulong StaticFour(uint a, ulong b, ushort c, sbyte d) => (b << 3) - a + (ulong)(c * d);

    [StaticFunction]
    private static long StaticFive(int a, uint b, long c, ulong d, bool e) => e ? a + b - c + (long)d : (a ^ c) - (long)(b & d);

    [StaticFunction]
    private static int StaticOuter(int a) => StaticThree(a, 3, 4) + StaticThree(a - 1, 5, 6);

    [StaticFunction]
    private static int StaticFill(Values* values)
    {
        values->First += 5;
        values->Second ^= values->First;
        return 0;
    }

    [StaticFunction]
    private static void StaticClear(Values* values, bool both)
    {
        values->First = 0;
        if (both)
            values->Second = 0;
    }

    [StaticFunction]
    private static bool StaticIsBetween(int value, int low, int high) => value >= low && value < high;

    [StaticFunction]
    private static sbyte StaticSByte(int a) => (sbyte)(a * 3);

    [StaticFunction]
    private static byte StaticByte(int a) => (byte)(a * 5);

    [StaticFunction]
    private static short StaticInt16(int a) => (short)(a * 7);

    [GlobalFunction]
    public static int GlobalOne(int a) => a * 11 + (a >> 2);

    [GlobalFunction]
    public static uint GlobalThree(uint a, uint b, uint c) => a * b ^ c;

    [GlobalFunction]
    public static long GlobalFive(int a, uint b, long c, ulong d, int e) => a + b - c + (long)(d >> 3) - e;

    [GlobalFunction]
    public static int GlobalSum([NonNull] Values* values) => values->First + (int)values->Second;

    [GlobalFunction]
    public static int GlobalSumOrZero(Values* values) => values == null ? 0 : values->First * (int)values->Second;

    [GlobalFunction]
    public static int GlobalOuter(int a) => StaticThree(a, 1, 2) + GlobalOne(a - 3);

    public struct Values
    {
        public int First;
        public long Second;
    }
}
