using System.Buffers.Binary;
using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// The bytes of a socket buffer from its network header on, as far as they are linear, wherever its data begin now. For programs that have
/// nothing but the buffer's address.
/// </summary>
internal readonly unsafe struct KernelBytes : IPacketBytes
{
    private readonly byte* _start;
    private readonly uint _linearLength;
    private readonly uint _length;

    public KernelBytes(sk_buff* buffer)
    {
        _start = buffer->head + buffer->network_header;
        _length = (uint)(buffer->data - _start) + buffer->len;
        _linearLength = _length - buffer->data_len;
    }

    public uint Length => _length;

    public bool TryReadByte(uint offset, out byte value)
    {
        bool isInside = offset < _linearLength;
        value = isInside ? *(byte*)Kernel.ReadOnlyCast<in6_addr>(_start + offset) : (byte)0;
        return isInside;
    }

    public bool TryReadUInt16(uint offset, out ushort value)
    {
        bool isInside = (ulong)offset + 2 <= _linearLength;
        value = isInside ? BinaryPrimitives.ReverseEndianness(*(ushort*)Kernel.ReadOnlyCast<in6_addr>(_start + offset)) : (ushort)0;
        return isInside;
    }

    public bool TryReadUInt32(uint offset, out uint value)
    {
        bool isInside = (ulong)offset + 4 <= _linearLength;
        value = isInside ? BinaryPrimitives.ReverseEndianness(*(uint*)Kernel.ReadOnlyCast<in6_addr>(_start + offset)) : 0;
        return isInside;
    }

    public bool TryReadUInt64(uint offset, out ulong value)
    {
        bool isInside = (ulong)offset + 8 <= _linearLength;
        value = isInside ? BinaryPrimitives.ReverseEndianness(*(ulong*)Kernel.ReadOnlyCast<in6_addr>(_start + offset)) : 0;
        return isInside;
    }
}
