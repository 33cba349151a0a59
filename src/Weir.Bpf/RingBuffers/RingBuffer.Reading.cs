using System.Diagnostics;
using System.Runtime.InteropServices;
using Weir.Bpf.Interop;

namespace Weir.Bpf;

public sealed unsafe partial class RingBuffer
{
    private const int RecordAlignment = 8;

    // A long run of records is given back in parts, so that programs find space again before the reader is through.
    private const int RecordsPerBatch = 1024;

    /// <summary>Takes the records that are there. Does not wait and does not allocate.</summary>
    /// <param name="handler">Called for each record, in order.</param>
    /// <returns>The number of records, including those that the program discarded.</returns>
    /// <exception cref="ObjectDisposedException">The reader is disposed.</exception>
    public int Consume(RingBufferRecordHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        lock (_reading)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            int total = 0;
            for (int batch = RecordsPerBatch; batch == RecordsPerBatch && !_disposed;)
            {
                batch = ConsumeBatch(handler);
                total += batch;
            }

            return total;
        }
    }

    /// <summary>Takes the records that are there; waits for the first when there is none. Does not allocate.</summary>
    /// <param name="handler">Called for each record, in order.</param>
    /// <param name="timeout">How long to wait at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The number of records, including those that the program discarded; 0 when the time is over or another thread disposes the reader.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The reader is disposed.</exception>
    public int Consume(RingBufferRecordHandler handler, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        using CancellationTokenRegistration registration =
            cancellationToken.UnsafeRegister(static ring => ((RingBuffer)ring!).WakeUp(), this);
        lock (_reading)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            long start = Stopwatch.GetTimestamp();
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int count = Consume(handler);
                if (count > 0 || _disposed)
                    return count;
                int remaining = RemainingMilliseconds(start, timeout);
                if (remaining == 0)
                    return 0;
                Wait(remaining);
                if (_disposed)
                    return 0;
            }
        }
    }

    private static int RemainingMilliseconds(long start, TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
            return -1;
        double remaining = Math.Ceiling((timeout - Stopwatch.GetElapsedTime(start)).TotalMilliseconds);
        return (int)Math.Clamp(remaining, 0, int.MaxValue);
    }

    private int ConsumeBatch(RingBufferRecordHandler handler)
    {
        byte* data = Data;
        // Only this reader writes its position.
        ulong position = *ConsumerPosition;
        int count = 0;
        try
        {
            // Acquire: the header of a record is only read after the position that covers it, and its bytes only after
            // its header says that the program has finished them.
            ulong end = Volatile.Read(ref *ProducerPosition);
            while (position < end && count < RecordsPerBatch)
            {
                byte* record = data + (position & _mask);
                uint header = Volatile.Read(ref *(uint*)record);
                if ((header & Constants.BPF_RINGBUF_BUSY_BIT) != 0)
                    break;
                uint length = header & ~(Constants.BPF_RINGBUF_BUSY_BIT | Constants.BPF_RINGBUF_DISCARD_BIT);
                position += (Constants.BPF_RINGBUF_HDR_SZ + (ulong)length + RecordAlignment - 1) & ~(ulong)(RecordAlignment - 1);
                if ((header & Constants.BPF_RINGBUF_DISCARD_BIT) == 0)
                    handler(new ReadOnlySpan<byte>(record + Constants.BPF_RINGBUF_HDR_SZ, (int)length));
                count++;
            }
        }
        finally
        {
            // Release: the kernel may overwrite the records from here on. One store for the batch, and also when a
            // handler throws: its record counts as taken.
            Volatile.Write(ref *ConsumerPosition, position);
        }

        return count;
    }

    private void Wait(int milliseconds)
    {
        const int Sources = 2;
        epoll_event* events = stackalloc epoll_event[Sources];
        int ready = LibC.epoll_wait(_poll, events, Sources, milliseconds);
        if (ready < 0 && Marshal.GetLastPInvokeError() != LibC.EINTR)
            throw BpfException.FromLastError("wait for a ring buffer");
        // Take back a wake-up, so that a cancelled wait does not disturb the next one.
        ulong wakeUps;
        _ = LibC.read(_wakeUp, &wakeUps, sizeof(ulong));
    }

    private void WakeUp()
    {
        ulong one = 1;
        try
        {
            _ = LibC.write(_wakeUp, &one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // A token may be cancelled after the reader is gone: there is nobody to wake.
        }
    }
}
