namespace Weir.Bpf.Compiler.Kernels.Scalars;

/// <summary>Locals and parameters reached through ref, in, out and pointers.</summary>
public static unsafe class ReferenceKernels
{
    public static int SwapByReference(int a, int b)
    {
        Swap(ref a, ref b);
        return a * 3 - b;
    }

    public static long OutParameters(long value)
    {
        Split(value, out var high, out var low);
        return high ^ ((long)low << 16);
    }

    public static ulong InParameter(ulong value) => Scale(in value) + Scale(value + 1);

    public static int ReferenceLocal(int a, int b)
    {
        ref var larger = ref a;
        if (b > a)
            larger = ref b;
        larger += 100;
        return a ^ b;
    }

    public static int ReferenceReturn(int a, int b, bool second)
    {
        Select(ref a, ref b, second) = 77;
        return a - b;
    }

    public static int SmallByReference(byte a, short b)
    {
        Bump(ref a);
        Bump(ref b);
        return a * 1000 + b;
    }

    public static int AddressOfLocal(int value)
    {
        var copy = value;
        var pointer = &copy;
        *pointer += 5;
        pointer[0] ^= 0x55;
        return copy + *pointer;
    }

    public static int PointerToPointer(int value)
    {
        var pointer = &value;
        var outer = &pointer;
        **outer += 9;
        return value;
    }

    public static bool TryPattern(int value, int limit) => TryHalve(value, out var half) && half < limit;

    public static int OutOfBranch(int value)
    {
        if (!TryHalve(value, out var half))
            half = -half;
        return half;
    }

    public static int ReferenceInLoop(int value, int step)
    {
        for (var turn = 0; turn < 6; turn++)
            Advance(ref value, step + turn);
        return value;
    }

    public static bool BooleanByReference(int value)
    {
        var flag = false;
        Raise(ref flag, value > 12);
        Raise(ref flag, (value & 1) != 0);
        return flag;
    }

    public static long ParameterReassigned(long value, int count)
    {
        value = value < 0 ? -value : value;
        count &= 7;
        value += count;
        return value;
    }

    private static void Swap(ref int left, ref int right) => (left, right) = (right, left);

    private static void Split(long value, out int high, out uint low)
    {
        high = (int)(value >> 32);
        low = (uint)value;
    }

    private static ulong Scale(in ulong value) => value * 10 + (value >> 60);

    private static ref int Select(ref int first, ref int second, bool chooseSecond) => ref chooseSecond ? ref second : ref first;

    private static void Bump(ref byte value) => value += 100;

    private static void Bump(ref short value) => value -= 100;

    private static bool TryHalve(int value, out int half)
    {
        half = value / 2;
        return (value & 1) == 0;
    }

    private static void Advance(ref int value, int step) => value = value * 5 + step;

    private static void Raise(ref bool flag, bool raise) => flag |= raise;
}
