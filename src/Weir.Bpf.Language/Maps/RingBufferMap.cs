using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Weir.Bpf.Language;

/// <summary>A ring buffer of records from programs to user space (<c>BPF_MAP_TYPE_RINGBUF</c>).</summary>
/// <param name="byteCount">Size in bytes: a power of two and a multiple of the page size.</param>
public sealed unsafe class RingBufferMap(uint byteCount) : Map(MapType.RingBuffer, 0, 0, byteCount, MapFlags.None)
{
    private readonly ConcurrentQueue<byte[]> _records = new();

    /// <summary>Reserves a record, or null when the ring is full. It must be given to <see cref="Submit{T}"/> or <see cref="Discard{T}"/> on every path; its bytes are not cleared.</summary>
    /// <typeparam name="T">The record.</typeparam>
    [Intrinsic(Intrinsic.RingBufferReserve)]
    public T* Reserve<T>()
        where T : unmanaged => (T*)NativeMemory.AllocZeroed((nuint)sizeof(T));

    /// <summary>Hands a reserved record to the consumer.</summary>
    /// <param name="record">What <see cref="Reserve{T}"/> gave.</param>
    /// <param name="flags">0, 1 (<c>BPF_RB_NO_WAKEUP</c>) or 2 (<c>BPF_RB_FORCE_WAKEUP</c>).</param>
    [Intrinsic(Intrinsic.RingBufferSubmit)]
    public void Submit<T>(T* record, ulong flags = 0)
        where T : unmanaged
    {
        _records.Enqueue(new ReadOnlySpan<byte>(record, sizeof(T)).ToArray());
        NativeMemory.Free(record);
    }

    /// <summary>Gives a reserved record back unused.</summary>
    /// <param name="record">What <see cref="Reserve{T}"/> gave.</param>
    /// <param name="flags">0, 1 (<c>BPF_RB_NO_WAKEUP</c>) or 2 (<c>BPF_RB_FORCE_WAKEUP</c>).</param>
    [Intrinsic(Intrinsic.RingBufferDiscard)]
    public void Discard<T>(T* record, ulong flags = 0)
        where T : unmanaged => NativeMemory.Free(record);

    /// <summary>Copies bytes into a new record and hands it to the consumer.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="byteCount">How many.</param>
    /// <param name="flags">As for <see cref="Submit{T}"/>.</param>
    /// <returns>0, or a negative errno when the ring is full.</returns>
    [Intrinsic(Intrinsic.RingBufferOutput)]
    public long Output(void* data, ulong byteCount, ulong flags = 0)
    {
        _records.Enqueue(new ReadOnlySpan<byte>(data, (int)byteCount).ToArray());
        return 0;
    }

    /// <summary>Takes the next record of the emulation; in the kernel this is the consumer's work.</summary>
    /// <param name="record">The record's bytes.</param>
    /// <returns>False when there is none.</returns>
    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out byte[]? record) => _records.TryDequeue(out record);
}
