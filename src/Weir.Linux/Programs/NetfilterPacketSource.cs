using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// Takes the place of <see cref="PacketSource"/> in programs at netfilter hooks: reads the linear part of the socket buffer in place,
/// without the kernel calls that a dynptr costs for the view and for every read. The source is the program's context.
/// </summary>
internal static unsafe class NetfilterPacketSource
{
    // No packet is as long, and no sum with it overflows.
    private const uint MaximumOffset = int.MaxValue;

    public static uint GetLength(void* source) => ((NetfilterContext*)source)->skb->len;

    public static bool TryCopy(void* source, uint offset, void* destination, uint byteCount)
    {
        NetfilterContext* context = (NetfilterContext*)source;
        sk_buff* buffer = context->skb;
        uint linearLength = buffer->len - buffer->data_len;
        if (offset <= MaximumOffset && offset + byteCount <= linearLength)
        {
            return Helpers.ProbeReadKernel(destination, byteCount, buffer->data + offset) == 0;
        }

        Dynptr packet = default;
        KernelFunctions.DynptrFromSkb(buffer, 0, &packet);
        return Helpers.DynptrRead(destination, byteCount, &packet, offset, 0) == 0;
    }

    public static bool TryReadByte(void* source, uint offset, out byte value)
    {
        NetfilterBytes bytes = new((NetfilterContext*)source);
        bool isRead = bytes.TryReadByte(offset, out byte read);
        value = isRead ? read : (byte)0;
        return isRead;
    }

    public static bool TryReadUInt16(void* source, uint offset, out ushort value)
    {
        NetfilterBytes bytes = new((NetfilterContext*)source);
        ushort read = 0;
        bool isRead = offset <= MaximumOffset && bytes.TryReadUInt16(offset, out read);
        value = isRead ? read : (ushort)0;
        return isRead;
    }

    public static bool TryReadUInt32(void* source, uint offset, out uint value)
    {
        NetfilterBytes bytes = new((NetfilterContext*)source);
        uint read = 0;
        bool isRead = offset <= MaximumOffset && bytes.TryReadUInt32(offset, out read);
        value = isRead ? read : 0;
        return isRead;
    }

    public static bool TryReadUInt64(void* source, uint offset, out ulong value)
    {
        NetfilterBytes bytes = new((NetfilterContext*)source);
        ulong read = 0;
        bool isRead = offset <= MaximumOffset && bytes.TryReadUInt64(offset, out read);
        value = isRead ? read : 0;
        return isRead;
    }
}
