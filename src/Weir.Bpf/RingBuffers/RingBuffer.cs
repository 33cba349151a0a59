using Weir.Bpf.Interop;
using Weir.Bpf.Language;

namespace Weir.Bpf;

/// <summary>
/// The reading end of a ring buffer map: records that programs write, in order, without copies. One reader at a time;
/// programs lose records when the ring is full.
/// </summary>
/// <remarks>See <see href="https://docs.kernel.org/bpf/ringbuf.html"/>.</remarks>
/// <example><code>
/// using RingBuffer ring = RingBuffer.Open(map);
/// while (!stop.IsCancellationRequested)
///     ring.Consume(record => Show(MemoryMarshal.Read&lt;Event&gt;(record)), TimeSpan.FromSeconds(1), stop);
/// </code></example>
public sealed unsafe partial class RingBuffer : IDisposable
{
    private readonly Lock _reading = new();
    private readonly MappedMemory _consumer;
    private readonly MappedMemory _producer;
    private readonly BpfHandle _wakeUp;
    private readonly BpfHandle _poll;
    private readonly ulong _mask;
    private volatile bool _disposed;

    private RingBuffer(BpfMap map)
    {
        int pageSize = Environment.SystemPageSize;
        int readableSize = checked(pageSize + (2 * (int)map.MaxEntries));
        string operation = $"map the memory of {map}";
        _mask = map.MaxEntries - 1;

        // The reader writes its position into a page of its own. The kernel's position and the data, which is mapped
        // twice in a row so that no record is cut at the end, can only be read.
        _consumer = MappedMemory.Map(map.Handle, pageSize, 0, writable: true, operation);
        try
        {
            _producer = MappedMemory.Map(map.Handle, readableSize, pageSize, writable: false, operation);
            _wakeUp = Own(LibC.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK));
            _poll = Own(LibC.epoll_create1(LibC.EPOLL_CLOEXEC));
            Watch(map.Handle);
            Watch(_wakeUp);
        }
        catch
        {
            Release();
            throw;
        }
    }

    private ulong* ConsumerPosition => (ulong*)_consumer.Pointer;

    private ulong* ProducerPosition => (ulong*)_producer.Pointer;

    private byte* Data => _producer.Pointer + Environment.SystemPageSize;

    /// <summary>Starts to read a ring buffer.</summary>
    /// <param name="map">The map, of type <see cref="MapType.RingBuffer"/>; it may be disposed before the reader.</param>
    /// <exception cref="ArgumentException">The map is of another type.</exception>
    /// <exception cref="BpfException">The kernel refuses, or memory is short.</exception>
    public static RingBuffer Open(BpfMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return map.Type == MapType.RingBuffer
            ? new RingBuffer(map)
            : throw new ArgumentException($"{map} is not a ring buffer.", nameof(map));
    }

    /// <summary>
    /// Stops reading. A reader on another thread returns first: this waits for the handler it is in. Not to be called
    /// from a handler.
    /// </summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        if (_reading.IsHeldByCurrentThread)
            throw new InvalidOperationException("A record's handler cannot dispose the ring buffer it is called from; do it after reading.");
        _disposed = true;
        WakeUp();
        lock (_reading)
            Release();
    }

    private static BpfHandle Own(int descriptor) =>
        descriptor >= 0 ? new BpfHandle(descriptor) : throw BpfException.FromLastError("wait for a ring buffer");

    private void Watch(BpfHandle handle)
    {
        epoll_event interest = new() { events = LibC.EPOLLIN };
        if (LibC.epoll_ctl(_poll, LibC.EPOLL_CTL_ADD, handle, &interest) < 0)
            throw BpfException.FromLastError("wait for a ring buffer");
    }

    private void Release()
    {
        _poll?.Dispose();
        _wakeUp?.Dispose();
        _producer?.Dispose();
        _consumer.Dispose();
    }
}
