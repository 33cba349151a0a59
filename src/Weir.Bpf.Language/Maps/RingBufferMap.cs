using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Weir.Bpf.Language;

/// <summary>A ring buffer of records from programs to user space (<c>BPF_MAP_TYPE_RINGBUF</c>).</summary>
/// <param name="byteCount">Size in bytes: a power of two and a multiple of the page size.</param>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody asks for has nothing to dispose.")]
public sealed unsafe class RingBufferMap(uint byteCount) : Map(MapType.RingBuffer, 0, 0, byteCount, MapFlags.None)
{
    private readonly ConcurrentQueue<byte[]> _records = new();
    private readonly SemaphoreSlim _recordCount = new(initialCount: 0);

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
        Add(new ReadOnlySpan<byte>(record, sizeof(T)));
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
        Add(new ReadOnlySpan<byte>(data, (int)byteCount));
        return 0;
    }

    /// <summary>Takes the next record of the emulation; in the kernel this is the consumer's work.</summary>
    /// <param name="record">The record's bytes.</param>
    /// <returns>False when there is none.</returns>
    public bool TryTake([NotNullWhen(true)] out byte[]? record) => TryTake(out record, TimeSpan.Zero);

    /// <summary>Takes the next record of the emulation, and waits for it.</summary>
    /// <param name="record">The record's bytes.</param>
    /// <param name="wait">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>False when there was none in that time.</returns>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public bool TryTake([NotNullWhen(true)] out byte[]? record, TimeSpan wait, CancellationToken cancellation = default)
    {
        record = null;
        return _recordCount.Wait(wait, cancellation) && _records.TryDequeue(out record);
    }

    private void Add(ReadOnlySpan<byte> record)
    {
        _records.Enqueue(record.ToArray());
        _recordCount.Release();
    }
}
