using System.Buffers.Binary;
using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// The bytes of a packet at a netfilter hook. The linear part of the socket buffer is read in place;
/// what lies beyond it (page fragments, reassembled datagrams) is fetched four bytes at a time.
/// </summary>
internal unsafe struct NetfilterBytes : IPacketBytes
{
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

        bool found = TryReadBeyond(offset, 1, out uint word);
        value = (byte)(word >> 24);
        return found;
    }

    public readonly bool TryReadUInt16(uint offset, out ushort value)
    {
        if (offset + 2 <= _linearLength)
        {
            value = BinaryPrimitives.ReverseEndianness(*(ushort*)Kernel.ReadOnlyCast<in6_addr>(_data + offset));
            return true;
        }

        bool found = TryReadBeyond(offset, 2, out uint word);
        value = (ushort)(word >> 16);
        return found;
    }

    public readonly bool TryReadUInt32(uint offset, out uint value)
    {
        if (offset + 4 <= _linearLength)
        {
            value = BinaryPrimitives.ReverseEndianness(*(uint*)Kernel.ReadOnlyCast<in6_addr>(_data + offset));
            return true;
        }

        return TryReadBeyond(offset, 4, out value);
    }

    public readonly bool TryReadUInt64(uint offset, out ulong value)
    {
        if (offset + 8 <= _linearLength)
        {
            value = BinaryPrimitives.ReverseEndianness(*(ulong*)Kernel.ReadOnlyCast<in6_addr>(_data + offset));
            return true;
        }

        bool found = TryReadBeyond(offset, 4, out uint high) & TryReadBeyond(offset + 4, 4, out uint low);
        value = ((ulong)high << 32) | low;
        return found;
    }

    /// <summary>Reads up to four bytes into the upper end of <paramref name="word"/>.</summary>
    private readonly bool TryReadBeyond(uint offset, uint size, out uint word)
    {
        word = 0;
        if (offset > _length || size > _length - offset)
        {
            return false;
        }

        // A slice must have a constant size, so near the end of the packet the window starts earlier.
        uint shift = 0;
        if (_length - offset < 4)
        {
            if (_length < 4)
            {
                return false;
            }

            shift = offset - (_length - 4);
            offset = _length - 4;
        }

        ulong fetched = FetchWord(_context, offset);
        word = BinaryPrimitives.ReverseEndianness((uint)fetched) << (int)(shift * 8);
        return fetched <= uint.MaxValue;
    }

    /// <summary>Four bytes as they stand in the packet, or a value above 32 bits when they cannot be had.</summary>
    [StaticFunction]
    private static ulong FetchWord(NetfilterContext* context, uint offset)
    {
        Dynptr packet = default;
        uint buffer = 0;
        if (KernelFunctions.DynptrFromSkb(context->skb, 0, &packet) != 0)
        {
            return ulong.MaxValue;
        }

        uint* word = (uint*)KernelFunctions.DynptrSlice(&packet, offset, &buffer, sizeof(uint));
        return word == null ? ulong.MaxValue : *word;
    }
}
