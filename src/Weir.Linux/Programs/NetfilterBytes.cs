using System.Buffers.Binary;
using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// The bytes of a packet at a netfilter hook. The linear part of the socket buffer is read in place;
/// what lies beyond it (page fragments, reassembled datagrams) is fetched four bytes at a time.
/// </summary>
internal unsafe struct NetfilterBytes : IPacketBytes
{
    private const ulong NotInPacket = ulong.MaxValue;

    private readonly NetfilterContext* _context;
    private readonly byte* _data;
    private readonly uint _linearLength;
    private readonly uint _length;

    public NetfilterBytes(NetfilterContext* context)
    {
        sk_buff* buffer = context->skb;
        _context = context;
        _data = buffer->data;
        _length = buffer->len;
        _linearLength = _length - buffer->data_len;
    }

    public readonly uint Length => _length;

    public readonly bool TryReadByte(uint offset, out byte value)
    {
        if (offset < _linearLength)
        {
            value = *(byte*)Kernel.ReadOnlyCast<in6_addr>(_data + offset);
            return true;
        }

        ulong fetched = Fetch(_context, offset, 1);
        bool isRead = fetched != NotInPacket;
        value = isRead ? (byte)fetched : (byte)0;
        return isRead;
    }

    public readonly bool TryReadUInt16(uint offset, out ushort value)
    {
        if ((ulong)offset + 2 <= _linearLength)
        {
            value = BinaryPrimitives.ReverseEndianness(*(ushort*)Kernel.ReadOnlyCast<in6_addr>(_data + offset));
            return true;
        }

        ulong fetched = Fetch(_context, offset, 2);
        bool isRead = fetched != NotInPacket;
        value = isRead ? (ushort)fetched : (ushort)0;
        return isRead;
    }

    public readonly bool TryReadUInt32(uint offset, out uint value)
    {
        if ((ulong)offset + 4 <= _linearLength)
        {
            value = BinaryPrimitives.ReverseEndianness(*(uint*)Kernel.ReadOnlyCast<in6_addr>(_data + offset));
            return true;
        }

        ulong fetched = Fetch(_context, offset, 4);
        bool isRead = fetched != NotInPacket;
        value = isRead ? (uint)fetched : 0;
        return isRead;
    }

    public readonly bool TryReadUInt64(uint offset, out ulong value)
    {
        if ((ulong)offset + 8 <= _linearLength)
        {
            value = BinaryPrimitives.ReverseEndianness(*(ulong*)Kernel.ReadOnlyCast<in6_addr>(_data + offset));
            return true;
        }

        ulong high = Fetch(_context, offset, 4);
        ulong low = Fetch(_context, offset + 4, 4);
        bool isRead = high != NotInPacket && low != NotInPacket;
        value = isRead ? (high << 32) | (uint)low : 0;
        return isRead;
    }

    /// <summary>
    /// One to four bytes in host order, or <see cref="NotInPacket"/>. A global function, because the verifier would go through an
    /// inlined or static one again for every read that may come here.
    /// </summary>
    [GlobalFunction]
    public static ulong Fetch(NetfilterContext* context, uint offset, uint size)
    {
        uint length = context->skb->len;
        if (length < 4 || offset > length || size > length - offset)
        {
            return NotInPacket;
        }

        // A slice must have a constant size, so near the end of the packet the window starts earlier.
        uint start = offset;
        if (start > length - 4)
        {
            start = length - 4;
        }

        Dynptr packet = default;
        uint buffer = 0;
        if (KernelFunctions.DynptrFromSkb(context->skb, 0, &packet) != 0)
        {
            return NotInPacket;
        }

        uint* window = (uint*)KernelFunctions.DynptrSlice(&packet, start, &buffer, sizeof(uint));
        if (window == null)
        {
            return NotInPacket;
        }

        uint word = BinaryPrimitives.ReverseEndianness(*window) << (int)(((offset - start) * 8) & 31);
        return word >> (int)((32 - (size * 8)) & 31);
    }
}
