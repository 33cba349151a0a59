using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Weir.Bpf.Compiler.Kernels.Scalars;

/// <summary>The library's operations on bits and numbers.</summary>
public static unsafe class LibraryKernels
{
    public static uint RotateLeft32(uint a, int count) => BitOperations.RotateLeft(a, count);

    public static ulong RotateLeft64(ulong a, int count) => BitOperations.RotateLeft(a, count);

    public static uint RotateRight32(uint a, int count) => BitOperations.RotateRight(a, count) ^ uint.RotateLeft(a, 3);

    public static ulong RotateRight64(ulong a, int count) => BitOperations.RotateRight(a, count) ^ ulong.RotateRight(a, 5);

    public static int PopCount32(uint a) => BitOperations.PopCount(a);

    public static int PopCount64(ulong a) => BitOperations.PopCount(a);

    public static int LeadingZeros32(uint a) => BitOperations.LeadingZeroCount(a);

    public static int LeadingZeros64(ulong a) => BitOperations.LeadingZeroCount(a);

    public static int TrailingZeros32(uint a) => BitOperations.TrailingZeroCount(a);

    public static int TrailingZeros64(ulong a) => BitOperations.TrailingZeroCount(a);

    public static int TrailingZerosSigned(int a, long b) => BitOperations.TrailingZeroCount(a) * 100 + BitOperations.TrailingZeroCount(b);

    public static int Logarithm32(uint a) => BitOperations.Log2(a);

    public static int Logarithm64(ulong a) => BitOperations.Log2(a);

    public static bool PowerOfTwo(ulong a, int b) => BitOperations.IsPow2(a) ^ BitOperations.IsPow2(b);

    public static uint RoundUpToPowerOfTwo(uint a) => BitOperations.RoundUpToPowerOf2(a & 0xfff_ffff);

    public static int CountsOfNumbers(int a, ulong b) => (int)(int.PopCount(a) + (int)ulong.LeadingZeroCount(b) * 3 + (int)ulong.TrailingZeroCount(b) * 7);

    public static int MinAndMax(int a, int b) => Math.Min(a, b) * 3 ^ Math.Max(a, b);

    public static ulong MinAndMaxUnsigned(ulong a, uint b) => Math.Min(a, b) * 3 ^ Math.Max(a, b);

    public static long MinAndMaxOfSmall(short a, byte b, sbyte c) => Math.Min(a, (short)b) * 3 ^ Math.Max(c, (sbyte)b);

    public static int Clamp(int a, int b) => Math.Clamp(a, -100, 100) + Math.Clamp(b, 0, 65535);

    public static ulong ClampUnsigned(ulong a, uint b) => Math.Clamp(a, 10ul, 1000ul) + Math.Clamp(b, 1u, 2u);

    public static int ClampToBounds(short a, byte b) => Math.Clamp((int)a, (int)b, 300) + Math.Clamp(b, (byte)5, (byte)9);

    public static int Signs(int a, long b) => Math.Sign(a) * 3 + Math.Sign(b);

    public static ushort ReadUInt16(ulong a)
    {
        var bytes = (byte*)&a;
        return BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ushort>(bytes + 1));
    }

    public static ulong BigProduct(ulong a, ulong b) => Math.BigMul(a, b, out var low) ^ low;

    public static bool EqualsOfRecords(int a, ulong b, int c)
    {
        var first = new Point(a, b);
        return first == new Point(c, b) || first.Equals(new Point(a, b & 0xffff));
    }

    private readonly record struct Point(int X, ulong Y);
}
