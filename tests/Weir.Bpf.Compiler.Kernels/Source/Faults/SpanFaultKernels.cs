using System.Buffers.Binary;

namespace Weir.Bpf.Compiler.Kernels.Faults;

/// <summary>Spans at places that may be outside, and library guards.</summary>
public static class SpanFaultKernels
{
    public static int VariableIndex(int a, int b)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes[a] = (byte)b;
        return bytes[3] + bytes[b & 15];
    }

    public static int VariableSlice(int a, int b)
    {
        Span<byte> bytes = stackalloc byte[16];
        for (var index = 0; index < bytes.Length; index++)
            bytes[index] = (byte)(index * 7);
        var part = bytes.Slice(a & 31, 4);
        return part[b & 3] + part.Length;
    }

    public static ushort ReadBehindIndex(int a)
    {
        Span<byte> bytes = stackalloc byte[12];
        for (byte index = 0; index < 12; index++)
            bytes[index] = index;
        return BinaryPrimitives.ReadUInt16BigEndian(bytes[(a & 15)..]);
    }

    public static ulong Words(ulong a, ulong b)
    {
        Span<ulong> words = stackalloc ulong[4];
        words[1] = a;
        words[2] = b;
        ReadOnlySpan<ulong> view = words;
        ulong sum = 0;
        foreach (var word in view)
            sum = sum * 31 + word;
        return sum;
    }

    public static int Filled(int a)
    {
        Span<int> numbers = stackalloc int[5];
        for (var index = 0; index < numbers.Length; index++)
            numbers[index] = a + index;
        var sum = 0;
        for (var index = numbers.Length - 1; index >= 0; index--)
            sum = sum * 3 + numbers[index];
        return sum;
    }

    public static int WriteUnaligned(uint a, int index)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32BigEndian(bytes[(index & 15)..], a);
        return bytes[3] + bytes[7] * 3 + bytes[12] * 5;
    }

    public static int TableOfBytes(int index) => Squares[index] + Squares[index & 7] * 3 + Squares.Length;

    public static long TableOfNumbers(int index) => Primes[index & 3] * 1000L + Primes[index & 15];

    public static int Utf8Literal(int index) => "GET /weir HTTP/1.1"u8[index];

    public static bool StartsWith(ulong a)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, a);
        var expected = "\0\0\0\0"u8;
        for (var index = 0; index < expected.Length; index++)
        {
            if (bytes[index] != expected[index])
                return false;
        }

        return true;
    }

    private static ReadOnlySpan<byte> Squares => [0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100];

    private static ReadOnlySpan<int> Primes => [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53];

    public static int Absolute(int a, long b) => Math.Abs(a) ^ (int)Math.Abs(b) ^ int.Abs(a);

    public static int ClampOfVariables(int a, int b) => Math.Clamp(a, -5, b);
}
