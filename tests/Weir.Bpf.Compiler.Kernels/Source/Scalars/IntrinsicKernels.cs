using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Weir.Bpf.Compiler.Kernels.Scalars;

/// <summary>The parts of the base class library that kernel code may use.</summary>
public static unsafe class IntrinsicKernels
{
    public static ushort ReverseUInt16(ushort value) => BinaryPrimitives.ReverseEndianness(value);

    public static short ReverseInt16(short value) => BinaryPrimitives.ReverseEndianness(value);

    public static uint ReverseUInt32(uint value) => BinaryPrimitives.ReverseEndianness(value);

    public static int ReverseInt32(int value) => BinaryPrimitives.ReverseEndianness(value);

    public static ulong ReverseUInt64(ulong value) => BinaryPrimitives.ReverseEndianness(value);

    public static long ReverseInt64(long value) => BinaryPrimitives.ReverseEndianness(value);

    public static int ReverseAndCompute(short a, ushort b) =>
        BinaryPrimitives.ReverseEndianness(a) * 3 - (BinaryPrimitives.ReverseEndianness(b) >> 4);

    public static bool ReverseAndCompareConstant(ulong value, uint small) =>
        BinaryPrimitives.ReverseEndianness(value) == 0x0100000000000000 || BinaryPrimitives.ReverseEndianness(small) == 0x02000000
        || BinaryPrimitives.ReverseEndianness((ushort)value) == 0x0300;

    public static bool ReverseNarrowAndCompareConstant(ulong value) => (uint)BinaryPrimitives.ReverseEndianness(value) == 0;

    public static int MinMaxInt32(int a, int b) => Math.Min(a, b) * 3 - Math.Max(a, b);

    public static uint MinMaxUInt32(uint a, uint b) => Math.Min(a, b) * 3 - Math.Max(a, b);

    public static long MinMaxInt64(long a, long b) => Math.Min(a, b) * 3 - Math.Max(a, b);

    public static ulong MinMaxUInt64(ulong a, ulong b) => Math.Min(a, b) * 3 - Math.Max(a, b);

    public static int MinMaxSmall(sbyte a, byte b, short c, ushort d) => Math.Min(a, c) + Math.Max(b, d) - Math.Max((sbyte)b, a) + Math.Min(b, (byte)d);

    public static int InterlockedAddOnLocal(int value, int amount)
    {
        var result = Interlocked.Add(ref value, amount);
        return result ^ (value << 1);
    }

    public static long InterlockedExchangeOnLocal(long value, long other)
    {
        var previous = Interlocked.Exchange(ref value, other);
        return previous - value * 3;
    }

    public static uint InterlockedCompareExchangeOnLocal(uint value, uint other, uint expected)
    {
        var previous = Interlocked.CompareExchange(ref value, other, expected & 1);
        return previous * 3 - value;
    }

    public static ulong InterlockedIncrementOnLocal(ulong value)
    {
        var after = Interlocked.Increment(ref value);
        var before = Interlocked.Decrement(ref value);
        return after * 7 + before;
    }

    public static uint UnsafeAs(ulong value) => Unsafe.As<ulong, uint>(ref value) + (uint)Unsafe.SizeOf<ulong>();

    public static uint RotateUInt32(uint value, int count) => BitOperations.RotateLeft(value, count) ^ BitOperations.RotateRight(value, 7);

    public static ulong RotateUInt64(ulong value, int count) => BitOperations.RotateLeft(value, 13) + BitOperations.RotateRight(value, count);
}
