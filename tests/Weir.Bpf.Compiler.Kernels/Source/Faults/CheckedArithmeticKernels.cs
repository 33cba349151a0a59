namespace Weir.Bpf.Compiler.Kernels.Faults;

/// <summary>Arithmetic that overflows in <c>checked</c>, for every type that C# computes with.</summary>
public static class CheckedArithmeticKernels
{
    public static int SumOfInt32(int a, int b) => checked(a + b);

    public static int DifferenceOfInt32(int a, int b) => checked(a - b);

    public static int ProductOfInt32(int a, int b) => checked(a * b);

    public static int ConstantsOfInt32(int a) => checked(a * 3 + 7);

    public static uint SumOfUInt32(uint a, uint b) => checked(a + b);

    public static uint DifferenceOfUInt32(uint a, uint b) => checked(a - b);

    public static uint ProductOfUInt32(uint a, uint b) => checked(a * b);

    public static uint ConstantsOfUInt32(uint a) => checked(a * 3 + 7);

    public static long SumOfInt64(long a, long b) => checked(a + b);

    public static long DifferenceOfInt64(long a, long b) => checked(a - b);

    public static long ProductOfInt64(long a, long b) => checked(a * b);

    public static long ConstantsOfInt64(long a) => checked(a * 3 + 7);

    public static ulong SumOfUInt64(ulong a, ulong b) => checked(a + b);

    public static ulong DifferenceOfUInt64(ulong a, ulong b) => checked(a - b);

    public static ulong ProductOfUInt64(ulong a, ulong b) => checked(a * b);

    public static ulong ConstantsOfUInt64(ulong a) => checked(a * 3 + 7);

    public static int NegatedOfInt32(int a) => checked(-a);

    public static int DecrementedOfInt32(int a) => checked(--a);

    public static long NegatedOfInt64(long a) => checked(-a);

    public static long DecrementedOfInt64(long a) => checked(--a);

    public static byte IncrementedByte(byte a) => checked(++a);

    public static short CompoundOfInt16(short a, int b)
    {
        checked
        {
            a += (short)b;
            return a;
        }
    }

    public static long SumInLoop(int a, int b)
    {
        var sum = a;
        for (var turn = 0; turn < 10; turn++)
            sum = checked(sum + b);
        return sum;
    }

    public static int OnlyWhenReached(int a, int b) => a > b ? checked(a - b) : unchecked(a + b);

    public static int InInlinedMethod(int a, int b) => Doubled(a) - Doubled(b);

    private static int Doubled(int value) => checked(value + value);
}
