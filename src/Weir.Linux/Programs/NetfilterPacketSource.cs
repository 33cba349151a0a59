using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// Takes the place of <see cref="PacketSource"/> in programs at netfilter hooks: reads the linear part of the socket buffer in place,
/// without the kernel calls that a dynptr costs for the view and for every read. The source is the program's context.
/// </summary>
internal static unsafe class NetfilterPacketSource
{
    public static uint GetLength(void* source) => ((NetfilterContext*)source)->skb->len;

    public static bool TryCopy(void* source, uint offset, void* destination, uint byteCount)
    {
        NetfilterContext* context = (NetfilterContext*)source;
        sk_buff* buffer = context->skb;
        uint linearLength = buffer->len - buffer->data_len;
        if ((ulong)offset + byteCount <= linearLength)
        {
            return Helpers.ProbeReadKernel(destination, byteCount, buffer->data + offset) == 0;
        }

        Dynptr packet = default;
        KernelFunctions.DynptrFromSkb(buffer, 0, &packet);
        return Helpers.DynptrRead(destination, byteCount, &packet, offset, 0) == 0;
    }

    public static bool TryReadByte(void* source, uint offset, out byte value) =>
        new NetfilterBytes((NetfilterContext*)source).TryReadByte(offset, out value);

    public static bool TryReadUInt16(void* source, uint offset, out ushort value) =>
        new NetfilterBytes((NetfilterContext*)source).TryReadUInt16(offset, out value);

    public static bool TryReadUInt32(void* source, uint offset, out uint value) =>
        new NetfilterBytes((NetfilterContext*)source).TryReadUInt32(offset, out value);

    public static bool TryReadUInt64(void* source, uint offset, out ulong value) =>
        new NetfilterBytes((NetfilterContext*)source).TryReadUInt64(offset, out value);
}
