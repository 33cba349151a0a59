using System.Buffers.Binary;
using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// The bytes of a packet at a traffic control hook, from a given one on: the Ethernet header is the first. The linear part of the socket
/// buffer is read in place; what lies beyond it is fetched.
/// </summary>
internal unsafe struct TrafficControlBytes : IPacketBytes
{
    private const ulong NotInPacket = ulong.MaxValue;

    private readonly TrafficControlContext* _context;
    private readonly byte* _data;
    private readonly uint _linearLength;
    private readonly uint _length;
    private readonly uint _start;

    /// <summary>Reads a packet.</summary>
    /// <param name="context">The packet.</param>
    /// <param name="start">The first byte; what lies before it is no part of what is read.</param>
    public TrafficControlBytes(TrafficControlContext* context, uint start)
    {
        sk_buff* buffer = KernelFunctions.CastToKernelContext(context);
        uint length = buffer->len;
        uint linearLength = length - buffer->data_len;
        _context = context;
        _data = buffer->data + start;
        _length = length < start ? 0 : length - start;
        _linearLength = linearLength < start ? 0 : linearLength - start;
        _start = start;
    }

    public readonly uint Length => _length;

    public readonly bool TryReadByte(uint offset, out byte value)
    {
        if (offset < _linearLength)
        {
            value = *(byte*)Kernel.ReadOnlyCast<in6_addr>(_data + offset);
            return true;
        }

        ulong fetched = Fetch(_context, _start + offset, sizeof(byte));
        bool isRead = fetched != NotInPacket;
        value = isRead ? (byte)fetched : (byte)0;
        return isRead;
    }

    public readonly bool TryReadUInt16(uint offset, out ushort value)
    {
        if ((ulong)offset + sizeof(ushort) <= _linearLength)
        {
            value = BinaryPrimitives.ReverseEndianness(*(ushort*)Kernel.ReadOnlyCast<in6_addr>(_data + offset));
            return true;
        }

        ulong fetched = Fetch(_context, _start + offset, sizeof(ushort));
        bool isRead = fetched != NotInPacket;
        value = isRead ? (ushort)fetched : (ushort)0;
        return isRead;
    }

    public readonly bool TryReadUInt32(uint offset, out uint value)
    {
        if ((ulong)offset + sizeof(uint) <= _linearLength)
        {
            value = BinaryPrimitives.ReverseEndianness(*(uint*)Kernel.ReadOnlyCast<in6_addr>(_data + offset));
            return true;
        }

        ulong fetched = Fetch(_context, _start + offset, sizeof(uint));
        bool isRead = fetched != NotInPacket;
        value = isRead ? (uint)fetched : 0;
        return isRead;
    }

    public readonly bool TryReadUInt64(uint offset, out ulong value)
    {
        if ((ulong)offset + sizeof(ulong) <= _linearLength)
        {
            value = BinaryPrimitives.ReverseEndianness(*(ulong*)Kernel.ReadOnlyCast<in6_addr>(_data + offset));
            return true;
        }

        ulong high = Fetch(_context, _start + offset, sizeof(uint));
        ulong low = Fetch(_context, _start + offset + sizeof(uint), sizeof(uint));
        bool isRead = high != NotInPacket && low != NotInPacket;
        value = isRead ? (high << 32) | (uint)low : 0;
        return isRead;
    }

    /// <summary>
    /// One, two or four bytes in host order, or <see cref="NotInPacket"/>. A global function, because the verifier would go through an inlined
    /// or static one again for every read that may come here.
    /// </summary>
    [GlobalFunction]
    public static ulong Fetch(TrafficControlContext* context, uint offset, uint size)
    {
        uint word = 0;
        long error = size switch
        {
            sizeof(byte) => Helpers.SkbLoadBytes(context, offset, &word, sizeof(byte)),
            sizeof(ushort) => Helpers.SkbLoadBytes(context, offset, &word, sizeof(ushort)),
            _ => Helpers.SkbLoadBytes(context, offset, &word, sizeof(uint)),
        };
        return error != 0 ? NotInPacket : BinaryPrimitives.ReverseEndianness(word) >> (int)((32 - (size * 8)) & 31);
    }
}
