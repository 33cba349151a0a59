using System.Buffers.Binary;

namespace Weir.Bpf.Compiler.Kernels.Faults;

/// <summary>Spans over the stack, at places that are surely inside: nothing faults.</summary>
public static class SpanKernels
{
    public static int Constants(int a, byte b)
    {
        Span<byte> bytes = stackalloc byte[8];
        bytes[0] = b;
        bytes[7] = (byte)a;
        bytes[3] += bytes[7];
        return bytes[0] + bytes[3] * 3 + bytes.Length;
    }

    public static uint BigEndian(uint a, ulong b)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, a);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[4..], b);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.Slice(12, 2), (ushort)a);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]) ^ BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(11)) ^ (uint)BinaryPrimitives.ReadInt64BigEndian(bytes[8..]);
    }
}
