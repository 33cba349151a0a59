using System.Diagnostics;
using System.Runtime.InteropServices;
using Weir.Bpf.Language;

namespace Weir.Bpf.Tests.RingBuffers;

public sealed class RingBufferTests : IDisposable
{
    private const int RingSize = 4096;
    private const int RecordSize = 16;

    private readonly BpfMap _counter = TestPrograms.CreateCounter();
    private readonly BpfMap _events = BpfMap.Create(new MapSpec { Name = "events", Type = MapType.RingBuffer, MaxEntries = RingSize });
    private readonly BpfProgram _recorder;
    private readonly RingBuffer _ring;
    private readonly byte[] _frame = new byte[64];
    private readonly CancellationToken _testEnds = TestContext.Current.CancellationToken;

    // Registering a token allocates: where allocations are counted, nothing cancels.
    private readonly CancellationToken _never = CancellationToken.None;

    public RingBufferTests()
    {
        _recorder = BpfProgram.Load(TestPrograms.Recording(), TestPrograms.Maps(_counter, _events));
        _ring = RingBuffer.Open(_events);
    }

    public void Dispose()
    {
        _ring.Dispose();
        _recorder.Dispose();
        _events.Dispose();
        _counter.Dispose();
    }

    [Fact]
    public void Records_come_in_order_over_many_turns_of_the_ring()
    {
        List<ulong> read = [];
        ulong written = 0;
        for (int turn = 0; turn < 50; turn++)
        {
            int count = 1 + (turn % 200);
            _recorder.TestRun(_frame, repeat: count);
            written += (ulong)count;
            Assert.Equal(count, _ring.Consume(record => read.Add(MemoryMarshal.Read<ulong>(record))));
        }

        Assert.Equal(Enumerable.Range(1, (int)written).Select(i => (ulong)i), read);
        Assert.Equal(0, _ring.Consume(_ => { }));
    }

    [Fact]
    public void A_full_ring_loses_the_newest_records_and_works_again_when_read()
    {
        _recorder.TestRun(_frame, repeat: RingSize);
        List<ulong> read = [];
        int count = _ring.Consume(record => read.Add(MemoryMarshal.Read<ulong>(record)));
        Assert.InRange(count, (RingSize / RecordSize) - 1, RingSize / RecordSize);
        Assert.Equal(Enumerable.Range(1, count).Select(i => (ulong)i), read);
        _recorder.TestRun(_frame);
        Assert.Equal(1, _ring.Consume(_ => { }));
    }

    [Fact]
    public void Discarded_records_are_passed_over()
    {
        using BpfProgram discarder = BpfProgram.Load(TestPrograms.Discarding(), TestPrograms.Maps(_events));
        discarder.TestRun(_frame, repeat: 3);
        _recorder.TestRun(_frame);
        discarder.TestRun(_frame);
        int handled = 0;
        Assert.Equal(5, _ring.Consume(_ => handled++));
        Assert.Equal(1, handled);
    }

    [Fact]
    public async Task A_waiting_reader_is_woken_by_a_record()
    {
        Task<int> reader = Task.Run(() => _ring.Consume(_ => { }, TimeSpan.FromSeconds(30), _testEnds), _testEnds);
        await Task.Delay(50, _testEnds);
        _recorder.TestRun(_frame);
        Assert.Equal(1, await reader.WaitAsync(TimeSpan.FromSeconds(10), _testEnds));
    }

    [Fact]
    public void A_wait_ends_after_its_time()
    {
        var clock = Stopwatch.StartNew();
        Assert.Equal(0, _ring.Consume(_ => { }, TimeSpan.FromMilliseconds(100), _testEnds));
        Assert.InRange(clock.ElapsedMilliseconds, 95, 5000);
    }

    [Fact]
    public void A_wait_can_be_cancelled_and_the_next_works()
    {
        using var cancellation = new CancellationTokenSource(50);
        Assert.Throws<OperationCanceledException>(
            () => _ring.Consume(_ => { }, Timeout.InfiniteTimeSpan, cancellation.Token));
        _recorder.TestRun(_frame);
        Assert.Equal(1, _ring.Consume(_ => { }, TimeSpan.FromSeconds(1), _testEnds));
    }

    // A reader that is unmapped under its feet ends the process: surviving is the test.
    [Fact]
    public async Task Disposing_stops_a_reader_in_the_middle()
    {
        for (int round = 0; round < 20; round++)
        {
            RingBuffer ring = RingBuffer.Open(_events);
            using var started = new ManualResetEventSlim();
            Task reader = Task.Run(() =>
            {
                started.Set();
                try
                {
                    while (true)
                        ring.Consume(_ => Thread.SpinWait(100), TimeSpan.FromSeconds(30), _testEnds);
                }
                catch (ObjectDisposedException)
                {
                    // The expected end.
                }
            }, _testEnds);
            started.Wait(_testEnds);
            _recorder.TestRun(_frame, repeat: 100);
            ring.Dispose();
            await reader.WaitAsync(TimeSpan.FromSeconds(10), _testEnds);
        }
    }

    [Fact]
    public void A_record_counts_as_taken_when_its_handler_throws()
    {
        _recorder.TestRun(_frame, repeat: 2);
        Assert.Throws<FormatException>(() => _ring.Consume(_ => throw new FormatException()));
        ulong second = 0;
        Assert.Equal(1, _ring.Consume(record => second = MemoryMarshal.Read<ulong>(record)));
        Assert.Equal(2ul, second);
    }

    [Fact]
    public void Reading_does_not_allocate()
    {
        ulong sum = 0;
        RingBufferRecordHandler handler = record => sum += MemoryMarshal.Read<ulong>(record);
        _recorder.TestRun(_frame);
        _ring.Consume(handler, TimeSpan.FromSeconds(1), _never);
        _recorder.TestRun(_frame, repeat: 100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int count = _ring.Consume(handler, TimeSpan.FromSeconds(1), _never);
        long after = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(before, after);
        Assert.Equal(100, count);
        Assert.Equal(5151ul, sum);
    }

    [Fact]
    public void A_reader_outlives_its_map_object()
    {
        using BpfMap events = BpfMap.Create(new MapSpec { Name = "events", Type = MapType.RingBuffer, MaxEntries = RingSize });
        using RingBuffer ring = RingBuffer.Open(events);
        events.Dispose();
        Assert.Equal(0, ring.Consume(_ => { }, TimeSpan.FromMilliseconds(1), _testEnds));
    }

    [Fact]
    public void Another_type_of_map_is_refused() => Assert.Throws<ArgumentException>(() => RingBuffer.Open(_counter));
}
