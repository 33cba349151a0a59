using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Weir.Bpf.Language;

/// <summary>A ring buffer of records from programs to user space (<c>BPF_MAP_TYPE_RINGBUF</c>).</summary>
/// <param name="byteCount">Size in bytes: a power of two and a multiple of the page size.</param>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody asks for has nothing to dispose.")]
public sealed unsafe class RingBufferMap(uint byteCount) : Map(MapType.RingBuffer, 0, 0, byteCount, MapFlags.None)
{
    private const int HeaderSize = 8;
    private const long Again = -11;

    private readonly Lock _gate = new();
    private readonly Queue<Record> _records = new();
    private readonly SemaphoreSlim _recordCount = new(initialCount: 0);
    private ulong _used;

    /// <summary>Reserves a record, or null when the ring is full. It must be given to <see cref="Submit{T}"/> or <see cref="Discard{T}"/> on every path; its bytes are not cleared.</summary>
    /// <typeparam name="T">The record.</typeparam>
    [Intrinsic(Intrinsic.RingBufferReserve)]
    public T* Reserve<T>()
        where T : unmanaged
    {
        if (!TryOccupy((ulong)sizeof(T)))
        {
            return null;
        }

        // As in the kernel the record's length stands in front of it.
        var header = (ulong*)NativeMemory.AllocZeroed(HeaderSize + (nuint)sizeof(T));
        *header = (ulong)sizeof(T);
        return (T*)(header + 1);
    }

    /// <summary>Hands a reserved record to the consumer.</summary>
    /// <param name="record">What <see cref="Reserve{T}"/> gave.</param>
    /// <param name="flags">0, 1 (<c>BPF_RB_NO_WAKEUP</c>) or 2 (<c>BPF_RB_FORCE_WAKEUP</c>).</param>
    [Intrinsic(Intrinsic.RingBufferSubmit)]
    public void Submit<T>(T* record, ulong flags = 0)
        where T : unmanaged => Commit((ulong*)record - 1, isDiscarded: false);

    /// <summary>Gives a reserved record back unused. The consumer skips it; until then its place is not free.</summary>
    /// <param name="record">What <see cref="Reserve{T}"/> gave.</param>
    /// <param name="flags">0, 1 (<c>BPF_RB_NO_WAKEUP</c>) or 2 (<c>BPF_RB_FORCE_WAKEUP</c>).</param>
    [Intrinsic(Intrinsic.RingBufferDiscard)]
    public void Discard<T>(T* record, ulong flags = 0)
        where T : unmanaged => Commit((ulong*)record - 1, isDiscarded: true);

    /// <summary>Copies bytes into a new record and hands it to the consumer.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="byteCount">How many.</param>
    /// <param name="flags">As for <see cref="Submit{T}"/>.</param>
    /// <returns>0, or -11 (<c>EAGAIN</c>) when the ring is full.</returns>
    [Intrinsic(Intrinsic.RingBufferOutput)]
    public long Output(void* data, ulong byteCount, ulong flags = 0)
    {
        if (!TryOccupy(byteCount))
        {
            return Again;
        }

        Add(new ReadOnlySpan<byte>(data, (int)byteCount), isDiscarded: false);
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
        var started = Stopwatch.GetTimestamp();
        var left = wait;
        while (_recordCount.Wait(left, cancellation))
        {
            var next = Dequeue();
            if (!next.IsDiscarded)
            {
                record = next.Bytes;
                return true;
            }

            if (wait != Timeout.InfiniteTimeSpan)
            {
                left = wait - Stopwatch.GetElapsedTime(started);
                left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }

        record = null;
        return false;
    }

    private static ulong SpaceOf(ulong length) => (length + HeaderSize + 7) & ~7UL;

    /// <summary>As the kernel's <c>__bpf_ringbuf_reserve</c>: one byte of the ring always stays free.</summary>
    private bool TryOccupy(ulong length)
    {
        lock (_gate)
        {
            if (length >= MaxEntries || _used + SpaceOf(length) >= MaxEntries)
            {
                return false;
            }

            _used += SpaceOf(length);
            return true;
        }
    }

    private void Commit(ulong* header, bool isDiscarded)
    {
        Add(new ReadOnlySpan<byte>(header + 1, (int)*header), isDiscarded);
        NativeMemory.Free(header);
    }

    private void Add(ReadOnlySpan<byte> record, bool isDiscarded)
    {
        lock (_gate)
        {
            _records.Enqueue(new Record(record.ToArray(), isDiscarded));
        }

        _recordCount.Release();
    }

    private Record Dequeue()
    {
        lock (_gate)
        {
            var record = _records.Dequeue();
            _used -= SpaceOf((ulong)record.Bytes.Length);
            return record;
        }
    }

    private readonly record struct Record(byte[] Bytes, bool IsDiscarded);
}
