using System.Diagnostics;
using Weir.Bpf.Language;

namespace Weir.Engine.Tests;

/// <summary>A callout's maps from user mode, in the managed engine.</summary>
public sealed class ManagedCalloutMapsTests : IDisposable
{
    private readonly ManagedEngine _kernel = new();
    private readonly FilterEngine _engine;
    private readonly Session _session;
    private readonly ICalloutMaps _maps;

    public ManagedCalloutMapsTests()
    {
        _engine = new FilterEngine(_kernel);
        _session = _engine.OpenSession();
        using var transaction = _session.BeginTransaction();
        var registration = _engine.RegisterCallout(new PortCounter());
        _session.AddCallout(Make.Callout(registration.Key));
        _session.AddFilter(Make.CalloutFilter(registration.Key, FilterAction.CalloutInspection));
        transaction.Commit();
        _maps = registration.Maps;

        // The maps are the class's static fields: what an earlier test left in them goes.
        _maps.Write(PortCounter.Total, 0, 0UL);
        foreach (var (port, _) in _maps.Entries(PortCounter.PerPort))
        {
            _maps.Remove(PortCounter.PerPort, port);
        }

        Records();
    }

    public void Dispose()
    {
        _session.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void What_classify_writes_is_read_and_the_other_way_round()
    {
        Send(53);
        Send(53);
        Send(80);

        Assert.Equal(3UL, _maps.Read(PortCounter.Total, 0));
        Assert.True(_maps.TryRead(PortCounter.PerPort, (ushort)53, out var count));
        Assert.Equal(2UL, count);
        Assert.False(_maps.TryRead(PortCounter.PerPort, (ushort)81, out _));
        Assert.Equal([new(53, 2UL), new(80, 1UL)], _maps.Entries(PortCounter.PerPort).OrderBy(entry => entry.Key));

        _maps.Write(PortCounter.Total, 0, 100UL);
        _maps.Write(PortCounter.PerPort, (ushort)53, 200UL);
        Assert.True(_maps.Remove(PortCounter.PerPort, (ushort)80));
        Assert.False(_maps.Remove(PortCounter.PerPort, (ushort)80));
        Send(53);
        Send(80);

        Assert.Equal(102UL, _maps.Read(PortCounter.Total, 0));
        Assert.Equal([new(53, 201UL), new(80, 1UL)], _maps.Entries(PortCounter.PerPort).OrderBy(entry => entry.Key));
    }

    [Fact]
    public void Records_come_in_order()
    {
        Assert.Empty(Records());

        Send(1);
        Send(2);

        Assert.Equal([1U, 2U], Records());
        Assert.Empty(Records());
    }

    [Fact]
    public async Task Waiting_for_a_record_ends_with_it_or_with_the_time_or_by_cancellation()
    {
        var testEnd = TestContext.Current.CancellationToken;
        var waited = Stopwatch.GetTimestamp();
        Assert.Equal(0, _maps.Consume<uint>(PortCounter.Ports, _ => { }, TimeSpan.FromMilliseconds(30), testEnd));
        Assert.InRange(Stopwatch.GetElapsedTime(waited).TotalMilliseconds, 25, 5_000);

        var consumer = Task.Run(() => _maps.Consume<uint>(PortCounter.Ports, _ => { }, Timeout.InfiniteTimeSpan, testEnd), testEnd);
        await Task.Delay(20, testEnd);
        Assert.False(consumer.IsCompleted);
        Send(9);
        Assert.Equal(1, await consumer.WaitAsync(TimeSpan.FromSeconds(10), testEnd));

        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        Assert.ThrowsAny<OperationCanceledException>(
            () => _maps.Consume<uint>(PortCounter.Ports, _ => { }, Timeout.InfiniteTimeSpan, cancellation.Token));
    }

    [Fact]
    public void Wrong_uses_are_refused()
    {
        Send(7);
        Assert.Throws<ArgumentException>(() => _maps.Consume<ulong>(PortCounter.Ports, _ => { }, cancellation: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(() => _maps.Read(PortCounter.Total, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _maps.Write(PortCounter.Total, 1, 0UL));
        _maps.Write(PortCounter.Small, (ushort)1, 1UL);
        Assert.Throws<InvalidOperationException>(() => _maps.Write(PortCounter.Small, (ushort)2, 1UL));
        _maps.Write(PortCounter.Small, (ushort)1, 2UL);
    }

    private List<uint> Records()
    {
        var records = new List<uint>();
        var count = _maps.Consume<uint>(PortCounter.Ports, records.Add, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(count, records.Count);
        return records;
    }

    private void Send(ushort port) =>
        _kernel.Classify(new FieldValues(LayerId.OutboundTransportV4) { [Fields.IpRemotePort] = FilterValue.UInt16(port) });

    /// <summary>Counts packets by port and reports each port.</summary>
    [Callout("13131313-2222-3333-4444-555555555555")]
    private sealed unsafe class PortCounter : ICallout
    {
        public static readonly ArrayMap<ulong> Total = new(1);
        public static readonly HashMap<ushort, ulong> PerPort = new(16);
        public static readonly HashMap<ushort, ulong> Small = new(1);
        public static readonly RingBufferMap Ports = new(4096);

        public static void Classify(
            in IncomingValues values, in IncomingMetadata metadata, in PacketView packet, in CalloutFilter filter, ulong flowContext, ref ClassifyOut classifyOut)
        {
            ++*Total.First();
            var port = values.RemotePort;
            var count = PerPort.Lookup(&port);
            if (count != null)
            {
                ++*count;
            }
            else
            {
                var one = 1UL;
                PerPort.Update(&port, &one);
            }

            uint record = port;
            Ports.Output(&record, sizeof(uint));
        }
    }
}
