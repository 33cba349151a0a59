namespace Weir.Bpf.Compiler.Kernels.Scalars;

/// <summary>Structs as locals, arguments, results, nested, initialised, compared field by field.</summary>
public static unsafe class StructKernels
{
    public static long FieldsOfEveryWidth(long a, int b, short c, sbyte d)
    {
        var mixed = new Mixed { Tiny = d, Small = c, Flag = b > 0, Whole = b, Large = a, Letter = (char)b };
        return mixed.Tiny + mixed.Small + mixed.Whole + mixed.Large + (mixed.Flag ? 1 : 2) + mixed.Letter;
    }

    public static long UnsignedFields(ulong a, uint b, ushort c, byte d)
    {
        UnsignedMixed mixed = default;
        mixed.Tiny = d;
        mixed.Small = c;
        mixed.Whole = b;
        mixed.Large = a;
        mixed.Tiny++;
        mixed.Small += mixed.Tiny;
        mixed.Whole *= mixed.Small;
        mixed.Large -= mixed.Whole;
        return (long)mixed.Large ^ mixed.Whole ^ mixed.Small ^ mixed.Tiny;
    }

    public static long ByValue(int x, long y)
    {
        var pair = new Pair(x, y);
        return Consume(pair) + pair.Sum();
    }

    public static long Returned(int x, long y)
    {
        var pair = Make(x, y);
        return pair.X - pair.Y;
    }

    public static long Copied(int x, long y)
    {
        var first = new Pair(x, y);
        var second = first;
        second.Increment();
        return first.Sum() ^ second.Sum();
    }

    public static long ChosenByTernary(int x, long y, bool choose)
    {
        var first = new Pair(x, y);
        var second = new Pair(x + 1, y * 2);
        var chosen = choose ? first : second;
        chosen.Y += 5;
        return chosen.Sum() - first.Sum();
    }

    public static long ByReference(int x, long y)
    {
        var pair = new Pair(x, y);
        AddTo(ref pair, 7);
        return Peek(in pair);
    }

    public static long ByPointer(int x, long y)
    {
        var pair = new Pair(x, y);
        var pointer = &pair;
        pointer->X ^= 0xff;
        pointer->Y += pointer->X;
        return pair.Sum();
    }

    public static long Nested(int x, long y, byte z)
    {
        var outer = new Outer { First = new Pair(x, y), Middle = z, Second = new Pair(x ^ z, y - z) };
        outer.Second.Increment();
        outer.First.Y = outer.Second.Y;
        var inner = outer.First;
        inner.X++;
        return outer.First.Sum() + inner.Sum() * outer.Middle - outer.Second.X;
    }

    public static long NestedByReference(int x, long y)
    {
        Outer outer = default;
        Fill(ref outer.Second, x, y);
        AddTo(ref outer.First, x);
        return outer.First.Sum() ^ outer.Second.Sum();
    }

    public static long DefaultIsZero(int x)
    {
        Pair pair = default;
        if (x > 0)
            pair.X = x;
        return pair.Sum();
    }

    public static long ReassignedToDefault(int x, long y)
    {
        var pair = new Pair(x, y);
        if ((x & 1) != 0)
            pair = default;
        pair.Y++;
        return pair.Sum();
    }

    public static long InLoop(int x, long y)
    {
        var pair = new Pair(x, y);
        for (var turn = 0; turn < 5; turn++)
            pair = new Pair((int)pair.Y, pair.X + turn);
        return pair.Sum() ^ pair.X;
    }

    public static long ReadonlyMembers(int x, int y)
    {
        var point = new Point(x, y);
        return point.Mirror().Dot(point) + point.X;
    }

    public static ulong Operators(ulong a, ulong b)
    {
        var first = new Fixed(a);
        var second = new Fixed(b);
        return (first + second).Raw ^ (first < second ? 1u : 2u) ^ (ulong)(first - second);
    }

    public static int ExplicitLayout(uint value)
    {
        Overlay overlay = default;
        overlay.Whole = value;
        overlay.Byte1 = 0x5a;
        return overlay.Low + (overlay.High << 3) + (int)overlay.Whole;
    }

    public static long PackedLayout(byte a, uint b, ulong c)
    {
        var packed = new Packed { A = a, B = b, C = c };
        var bytes = (byte*)&packed;
        return bytes[0] + bytes[1] * 3 + bytes[5] * 5 + bytes[12] * 7 + sizeof(Packed);
    }

    public static ulong ConstantWrapsInField(byte value)
    {
        var limits = new UnsignedMixed { Whole = uint.MaxValue };
        var limit = (uint)(limits.Whole + (short)7);
        return value + 3u > limit ? limit : value + 1UL;
    }

    public static uint DivisorWrapsInField(uint value)
    {
        var limits = new UnsignedMixed { Whole = uint.MaxValue };
        var divisor = (uint)(limits.Whole + 7L);
        return value / divisor * 100 + value % divisor;
    }

    public static int Sizes(int value) =>
        value + sizeof(Pair) + sizeof(Outer) * 3 + sizeof(Mixed) * 5 + sizeof(Packed) * 7 + sizeof(Overlay) * 11 + sizeof(Point) * 13;

    public static long BytesOfStruct(int x, long y)
    {
        var pair = new Pair(x, y);
        long result = 0;
        var bytes = (byte*)&pair;
        for (var index = 0; index < 16; index++)
        {
            if (index is < 4 or >= 8)
                result = result * 31 + bytes[index];
        }

        return result;
    }

    public static long ArrayOfStructs(int x, long y)
    {
        var pairs = stackalloc Pair[3];
        pairs[0] = new Pair(x, y);
        pairs[1] = pairs[0];
        pairs[1].Increment();
        pairs[2] = Make(pairs[1].X, pairs[0].Y);
        return pairs[0].Sum() + pairs[1].Sum() * 3 + pairs[2].Sum() * 5;
    }

    private static long Consume(Pair pair)
    {
        pair.X += 3;
        pair.Y ^= pair.X;
        return pair.Sum();
    }

    private static Pair Make(int x, long y) => x > 0 ? new Pair(x, y) : new Pair(-x, ~y);

    private static void AddTo(ref Pair pair, int amount)
    {
        pair.X += amount;
        pair.Y -= amount;
    }

    private static long Peek(in Pair pair) => pair.X * pair.Y;

    private static void Fill(ref Pair pair, int x, long y) => pair = new Pair(x, y);

    private struct Mixed
    {
        public sbyte Tiny;
        public short Small;
        public bool Flag;
        public int Whole;
        public long Large;
        public char Letter;
    }

    private struct UnsignedMixed
    {
        public byte Tiny;
        public ushort Small;
        public uint Whole;
        public ulong Large;
    }

    private struct Pair(int x, long y)
    {
        public int X = x;
        public long Y = y;

        public readonly long Sum() => X + Y;

        public void Increment()
        {
            X++;
            Y--;
        }
    }

    private struct Outer
    {
        public Pair First;
        public byte Middle;
        public Pair Second;
    }

    private readonly struct Point(int x, int y)
    {
        public int X { get; } = x;

        public int Y { get; } = y;

        public Point Mirror() => new(Y, X);

        public long Dot(Point other) => (long)X * other.X + (long)Y * other.Y;
    }

    private readonly record struct Fixed(ulong Raw)
    {
        public static Fixed operator +(Fixed left, Fixed right) => new(left.Raw + right.Raw);

        public static Fixed operator -(Fixed left, Fixed right) => new(left.Raw - right.Raw);

        public static bool operator <(Fixed left, Fixed right) => left.Raw < right.Raw;

        public static bool operator >(Fixed left, Fixed right) => left.Raw > right.Raw;

        public static explicit operator ulong(Fixed value) => value.Raw;
    }

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit)]
    private struct Overlay
    {
        [System.Runtime.InteropServices.FieldOffset(0)] public uint Whole;
        [System.Runtime.InteropServices.FieldOffset(0)] public ushort Low;
        [System.Runtime.InteropServices.FieldOffset(2)] public ushort High;
        [System.Runtime.InteropServices.FieldOffset(1)] public byte Byte1;
    }

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Pack = 1)]
    private struct Packed
    {
        public byte A;
        public uint B;
        public ulong C;
    }
}
