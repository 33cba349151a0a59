using Weir.Bpf;

namespace Weir.Linux;

/// <summary>
/// The kernel's map behind one static field of callout classes, and the one reader that it can have when it is a ring. Whoever disposes
/// it does not wait for a reader, which may be the one that disposes: the reader itself frees what it reads from.
/// </summary>
internal sealed class CalloutMap(BpfMap map) : IDisposable
{
    private readonly SemaphoreSlim _reading = new(1);
    private RingBuffer? _ring;
    private volatile bool _isDisposed;

    public BpfMap Map { get; } = map;

    /// <summary>How many callouts use it; kept by the pool.</summary>
    public int Users { get; set; }

    /// <summary>Takes the records that are there, or waits for one. Readers take turns.</summary>
    /// <returns>How many records were delivered.</returns>
    public int Consume(RingBufferRecordHandler deliver, TimeSpan wait, CancellationToken cancellation)
    {
        if (!_reading.Wait(wait, cancellation))
        {
            return 0;
        }

        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _ring ??= RingBuffer.Open(Map);
            return Consume(_ring, deliver, wait, cancellation);
        }
        finally
        {
            _reading.Release();
            FreeWhenDisposed();
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        FreeWhenDisposed();
    }

    private static int Consume(RingBuffer ring, RingBufferRecordHandler deliver, TimeSpan wait, CancellationToken cancellation)
    {
        int delivered = 0;
        int taken;
        do
        {
            taken = ring.Consume(Deliver, wait, cancellation);
        }
        while (delivered == 0 && taken > 0);
        return delivered;

        // A record that the program discarded is taken and not delivered.
        void Deliver(ReadOnlySpan<byte> record)
        {
            delivered++;
            deliver(record);
        }
    }

    private void FreeWhenDisposed()
    {
        if (_isDisposed && _reading.Wait(TimeSpan.Zero))
        {
            // Never released: nobody reads any more.
            _ring?.Dispose();
            Map.Dispose();
        }
    }
}
