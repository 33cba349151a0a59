namespace Weir.Bpf.Compiler.Kernels.Scalars;

/// <summary>Generics over structs, resolved at compile time.</summary>
public static unsafe class GenericKernels
{
    public interface IAccumulator
    {
        void Add(int value);

        long Total { get; }
    }

    public interface IOperation
    {
        static abstract int Apply(int left, int right);
    }

    public static int PickInt32(int a, int b, bool first) => Pick(a, b, first);

    public static long PickInt64(long a, long b, bool first) => Pick(a, b, first);

    public static int PickByte(byte a, byte b, bool first) => Pick(a, b, first);

    public static long ConstrainedCalls(int a, int b) => Run<SumAccumulator>(a, b) + Run<XorAccumulator>(a, b) * 3;

    public static int StaticAbstractCalls(int a, int b) => Fold<Plus>(a, b) ^ Fold<Times>(a, b);

    public static long GenericStruct(int a, long b)
    {
        var pair = new Box<int, long> { First = a, Second = b };
        var copy = pair.Swap();
        return copy.First - copy.Second;
    }

    public static int GenericSize(int value) => value + SizeOf<byte>() + SizeOf<short>() * 3 + SizeOf<Box<int, long>>() * 5;

    public static long GenericPointer(int a, int b)
    {
        var values = stackalloc int[2];
        values[0] = a;
        values[1] = b;
        return Last(values, 2) * 3L + First(values);
    }

    public static ulong GenericDefault(ulong value) => value + OrDefault(value, value > 5);

    public static int SizeDependentBranch(int value) => Describe<int>(value) + Describe<long>(value) * 7;

    private static T Pick<T>(T a, T b, bool first)
        where T : unmanaged => first ? a : b;

    private static T OrDefault<T>(T value, bool keep)
        where T : unmanaged => keep ? value : default;

    private static long Run<TAccumulator>(int a, int b)
        where TAccumulator : struct, IAccumulator
    {
        var accumulator = default(TAccumulator);
        for (var turn = 0; turn < 4; turn++)
        {
            accumulator.Add(a + turn);
            accumulator.Add(b * turn);
        }

        return accumulator.Total;
    }

    private static int Fold<TOperation>(int a, int b)
        where TOperation : struct, IOperation
    {
        var result = 1;
        for (var turn = 0; turn < 3; turn++)
            result = TOperation.Apply(TOperation.Apply(result, a), b);
        return result;
    }

    private static int SizeOf<T>()
        where T : unmanaged => sizeof(T);

    private static T First<T>(T* values)
        where T : unmanaged => *values;

    private static T Last<T>(T* values, int count)
        where T : unmanaged => values[count - 1];

    private static int Describe<T>(int value)
        where T : unmanaged => sizeof(T) == 4 ? value : value + sizeof(T);

    private struct SumAccumulator : IAccumulator
    {
        private long _sum;

        public readonly long Total => _sum;

        public void Add(int value) => _sum += value;
    }

    private struct XorAccumulator : IAccumulator
    {
        private int _count;
        private int _bits;

        public readonly long Total => ((long)_count << 40) + _bits;

        public void Add(int value)
        {
            _bits ^= value;
            _count++;
        }
    }

    private struct Plus : IOperation
    {
        public static int Apply(int left, int right) => left + right;
    }

    private struct Times : IOperation
    {
        public static int Apply(int left, int right) => left * right;
    }

    private struct Box<TFirst, TSecond>
        where TFirst : unmanaged
        where TSecond : unmanaged
    {
        public TFirst First;
        public TSecond Second;

        public readonly Box<TSecond, TFirst> Swap() => new() { First = Second, Second = First };
    }
}
