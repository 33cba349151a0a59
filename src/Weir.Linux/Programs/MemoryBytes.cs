using System.Buffers.Binary;

namespace Weir.Linux.Programs;

/// <summary>A packet in memory. The CLR checks every access: a read past the end would throw.</summary>
internal readonly struct MemoryBytes(ReadOnlyMemory<byte> packet) : IPacketBytes
{
    public uint Length => (uint)packet.Length;

    public bool TryReadByte(uint offset, out byte value)
    {
        bool inside = offset < packet.Length;
        value = inside ? packet.Span[(int)offset] : (byte)0;
        return inside;
    }

    public bool TryReadUInt16(uint offset, out ushort value)
    {
        bool inside = (ulong)offset + 2 <= (ulong)packet.Length;
        value = inside ? BinaryPrimitives.ReadUInt16BigEndian(packet.Span[(int)offset..]) : (ushort)0;
        return inside;
    }

    public bool TryReadUInt32(uint offset, out uint value)
    {
        bool inside = (ulong)offset + 4 <= (ulong)packet.Length;
        value = inside ? BinaryPrimitives.ReadUInt32BigEndian(packet.Span[(int)offset..]) : 0;
        return inside;
    }

    public bool TryReadUInt64(uint offset, out ulong value)
    {
        bool inside = (ulong)offset + 8 <= (ulong)packet.Length;
        value = inside ? BinaryPrimitives.ReadUInt64BigEndian(packet.Span[(int)offset..]) : 0;
        return inside;
    }
}
