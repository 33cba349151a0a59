using System.Runtime.CompilerServices;

namespace Weir.Bpf.Compiler.Kernels.Scalars;

/// <summary>Fixed buffers, stackalloc and pointer arithmetic.</summary>
public static unsafe class BufferKernels
{
    public static ulong NestedBesideBuffers(uint a, ulong b, byte c)
    {
        var record = new Record { Kind = (ushort)b };
        record.Bounds.Low = a;
        record.Bounds.Inner.Large = (long)b;
        record.Slots[1] = b;
        record.Slots[(c & 1) * 2] = a;
        record.Name[c % 6] = c;
        Widen(ref record.Bounds, c);
        var copy = record;
        copy.Other = record.Bounds;
        copy.Other.Inner.Small++;
        ref var inner = ref copy.Other.Inner;
        inner.Large ^= copy.Bounds.High;
        return copy.Slots[0] + copy.Slots[1] * 3 + copy.Slots[2] * 5 + copy.Name[2] + copy.Name[c % 6] * 7u
            + (ulong)inner.Large + inner.Small + copy.Bounds.Inner.Small + record.Other.Low + copy.Kind;
    }

    private static void Widen(ref Interval interval, byte by)
    {
        interval.High = interval.Low + by;
        interval.Inner.Small = by;
    }

    private struct Record
    {
        public ushort Kind;
        public fixed byte Name[6];
        public Interval Bounds;
        public fixed ulong Slots[3];
        public Interval Other;
    }

    private struct Interval
    {
        public uint Low;
        public uint High;
        public Innermost Inner;
    }

    private struct Innermost
    {
        public byte Small;
        public long Large;
    }

    public static ulong IndexOfQuotientBelowOne(ulong p0, ulong p1, ulong p2)
    {
        var bytes = stackalloc byte[4];
        var values = new Quotients { B = 0, D = (uint)((long)(p0 << (int)p1) >> 5), E = (long)(p0 << (int)p1), C = (int)p2 };
        values.Large = (ulong)((byte)System.Buffers.Binary.BinaryPrimitives.ReverseEndianness((long)bytes[values.D & 3]) / 266);
        switch ((values.C + values.D + values.E + (long)values.Large) & 7)
        {
            case 0:
                if (values.B >= (byte)((int)values.Large - 1))
                    bytes[(uint)(byte)values.Large & 3] = (byte)((long)values.D >>> (1 | (short)values.E));
                break;
        }

        return values.Large ^ bytes[0] ^ bytes[1];
    }

    private struct Quotients
    {
        public short B;
        public int C;
        public uint D;
        public long E;
        public ulong Large;
    }

    public static uint StackAllocatedBytes(ulong value)
    {
        var buffer = stackalloc byte[32];
        for (var index = 0; index < 32; index++)
            buffer[index] = (byte)((value >> (index & 7) * 8) + (uint)index);
        var hash = 2166136261;
        for (uint index = 0; index < 32; index++)
            hash = (hash ^ buffer[index]) * 16777619;
        return hash;
    }

    public static ulong BlocksFilledAndCopied(ulong value)
    {
        var buffer = stackalloc byte[24];
        *(ulong*)(buffer + 8) = ~value;
        *(ulong*)(buffer + 16) = value;
        Unsafe.InitBlock(buffer, 0xa5, 13);
        Unsafe.CopyBlock(buffer + 5, buffer + 16, 8);
        return *(ulong*)buffer * 31 ^ *(ulong*)(buffer + 8);
    }

    public static long StackAllocatedWords(int a, int b)
    {
        var buffer = stackalloc long[4];
        buffer[0] = a;
        buffer[1] = b;
        buffer[2] = buffer[0] * buffer[1];
        buffer[3] = buffer[2] ^ buffer[0];
        return buffer[3] - buffer[1];
    }

    public static int StackIsZeroed(uint index)
    {
        var buffer = stackalloc int[8];
        buffer[3] = 5;
        return buffer[index & 7];
    }

    public static int VariableIndex(uint index, int value)
    {
        var buffer = stackalloc short[16];
        for (var turn = 0; turn < 16; turn++)
            buffer[turn] = (short)(value * turn);
        return buffer[index & 15];
    }

    public static long FixedBuffer(ulong value, uint index)
    {
        Buffers buffers = default;
        for (var turn = 0; turn < 8; turn++)
            buffers.Bytes[turn] = (byte)(value >> (turn * 8));
        buffers.Words[1] = buffers.Bytes[2] | ((uint)buffers.Bytes[7] << 24);
        return buffers.Bytes[index & 7] + buffers.Words[1];
    }

    public static int FixedBufferByReference(ulong value)
    {
        Buffers buffers = default;
        Store(ref buffers, value);
        return Sum(in buffers);
    }

    public static uint ReadPartsOfWord(ulong value)
    {
        var bytes = (byte*)&value;
        return *(ushort*)(bytes + 1) + *(uint*)(bytes + 4) - bytes[7];
    }

    public static ulong WritePartsOfWord(ulong value, byte a, ushort b, uint c)
    {
        var bytes = (byte*)&value;
        bytes[0] = a;
        *(ushort*)(bytes + 2) = b;
        *(uint*)(bytes + 4) ^= c;
        return value;
    }

    public static long SignedLoads(long value)
    {
        var bytes = (byte*)&value;
        return *(sbyte*)bytes + *(short*)(bytes + 2) + *(int*)(bytes + 4);
    }

    public static int PointerWalk(ulong value)
    {
        var buffer = stackalloc byte[9];
        *(ulong*)buffer = value | 0x0101010101010101;
        buffer[8] = 0;
        var count = 0;
        for (var pointer = buffer; count < 9; pointer++)
        {
            if (*pointer == 0)
                break;
            count += *pointer > 100 ? 1 : 2;
        }

        return count;
    }

    public static int PointerComparison(uint index)
    {
        var buffer = stackalloc int[8];
        for (var turn = 0; turn < 8; turn++)
            buffer[turn] = turn * turn;
        var sum = 0;
        for (var turn = 0; turn < 8; turn++)
        {
            var pointer = buffer + turn;
            if (turn < (int)(index & 7))
                sum += *pointer++;
            else
                sum -= *pointer;
        }

        return sum;
    }

    public static int IndexFromQuotientOfZero(short value)
    {
        var buffer = stackalloc short[4];
        buffer[2] = value;
        var zero = 0;
        zero /= (byte)value | 1;
        return buffer[(uint)(zero * value) & 3] + buffer[2];
    }

    public static int IndexFromScaledRemainder(uint value)
    {
        var buffer = stackalloc byte[256];
        for (var index = 0; index < 256; index++)
            buffer[index] = (byte)(index * 7);
        return buffer[(byte)(value % 26 * 9)];
    }

    public static int Histogram(ulong value)
    {
        var counts = stackalloc byte[16];
        for (var turn = 0; turn < 16; turn++)
            counts[(value >> (turn * 4)) & 15]++;
        var best = 0;
        for (var index = 1; index < 16; index++)
        {
            if (counts[index] > counts[best])
                best = index;
        }

        return best * 100 + counts[best];
    }

    public static ulong ReverseBytesByHand(ulong value)
    {
        var buffer = stackalloc byte[8];
        for (var index = 0; index < 8; index++)
            buffer[7 - index] = (byte)(value >> (index * 8));
        return *(ulong*)buffer;
    }

    public static int CopyBetweenBuffers(ulong a, ulong b)
    {
        var source = stackalloc ulong[2];
        var target = stackalloc ulong[3];
        source[0] = a;
        source[1] = b;
        for (var index = 0; index < 2; index++)
            target[index + 1] = source[index];
        return (int)(target[0] + target[1] + (target[2] >> 32));
    }

    private static void Store(ref Buffers buffers, ulong value)
    {
        buffers.Words[0] = (uint)value;
        buffers.Words[3] = (uint)(value >> 32);
        buffers.Bytes[5] = 9;
    }

    private static int Sum(in Buffers buffers)
    {
        var sum = 0;
        for (var index = 0; index < 4; index++)
            sum = sum * 3 + (int)buffers.Words[index];
        return sum + buffers.Bytes[5];
    }

    private struct Buffers
    {
        public fixed byte Bytes[8];
        public fixed uint Words[4];
    }
}
