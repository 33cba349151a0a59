using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>
/// As <see cref="NetfilterPacketSource"/>, in programs of IP packets at traffic control hooks. The source is the program's context; bytes count from the
/// network header.
/// </summary>
internal static unsafe class TrafficControlPacketSource
{
    private const uint Beyond = 1 << 30;

    public static uint GetLength(void* source) => Bytes(source).Length;

    public static bool TryCopy(void* source, uint offset, void* destination, uint byteCount)
    {
        TrafficControlContext* context = (TrafficControlContext*)source;
        sk_buff* buffer = KernelFunctions.CastToKernelContext(context);
        ulong start = (ulong)Placement.NetworkOffset(context) + offset;
        uint linearLength = buffer->len - buffer->data_len;
        if (start + byteCount <= linearLength)
        {
            return Helpers.ProbeReadKernel(destination, byteCount, buffer->data + start) == 0;
        }

        Dynptr packet = default;
        KernelFunctions.DynptrFromSkb(context, 0, &packet);
        return start <= uint.MaxValue && Helpers.DynptrRead(destination, byteCount, &packet, (uint)start, 0) == 0;
    }

    public static bool TryReadByte(void* source, uint offset, out byte value) => Bytes(source).TryReadByte(Bounded(offset), out value);

    public static bool TryReadUInt16(void* source, uint offset, out ushort value) => Bytes(source).TryReadUInt16(Bounded(offset), out value);

    public static bool TryReadUInt32(void* source, uint offset, out uint value) => Bytes(source).TryReadUInt32(Bounded(offset), out value);

    public static bool TryReadUInt64(void* source, uint offset, out ulong value) => Bytes(source).TryReadUInt64(Bounded(offset), out value);

    /// <summary>No packet is so long: together with the bytes before the network header a larger offset could wrap.</summary>
    private static uint Bounded(uint offset) => offset < Beyond ? offset : Beyond;

    private static TrafficControlBytes Bytes(void* source)
    {
        TrafficControlContext* context = (TrafficControlContext*)source;
        return new TrafficControlBytes(context, Placement.NetworkOffset(context));
    }
}
