using System.Buffers.Binary;
using Weir.Linux.Programs;

namespace Weir.Linux.Tests.Programs;

/// <summary>A packet in an array that the CLR checks: a read past the end would throw.</summary>
internal struct MemoryBytes(byte[] packet) : IPacketBytes
{
    public readonly bool TryReadByte(uint offset, out byte value)
    {
        bool inside = offset < packet.Length;
        value = inside ? packet[offset] : (byte)0;
        return inside;
    }

    public readonly bool TryReadUInt16(uint offset, out ushort value)
    {
        bool inside = offset + 2 <= packet.Length;
        value = inside ? BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan((int)offset)) : (ushort)0;
        return inside;
    }

    public readonly bool TryReadUInt32(uint offset, out uint value)
    {
        bool inside = offset + 4 <= packet.Length;
        value = inside ? BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan((int)offset)) : 0;
        return inside;
    }

    public readonly bool TryReadUInt64(uint offset, out ulong value)
    {
        bool inside = offset + 8 <= packet.Length;
        value = inside ? BinaryPrimitives.ReadUInt64BigEndian(packet.AsSpan((int)offset)) : 0;
        return inside;
    }
}
