using System.Net;

namespace Weir.Engine.Tests;

public sealed class ManagedEngineTests : IDisposable
{
    private readonly ManagedEngine _kernel = new();
    private readonly FilterEngine _engine;
    private readonly Session _session;
    private readonly List<NetEvent> _events = [];

    public ManagedEngineTests()
    {
        _engine = new FilterEngine(_kernel);
        _engine.NetEvents += _events.Add;
        _session = _engine.OpenSession();
    }

    public void Dispose()
    {
        _session.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void The_deciding_filter_is_counted()
    {
        var above = _session.AddSubLayer(Make.SubLayer(weight: 0x9000));
        var soft = _session.AddFilter(Make.Filter(FilterAction.Permit, subLayer: above));
        var block = _session.AddFilter(Make.Filter());

        _kernel.Classify(new FieldValues(LayerId.OutboundTransportV4), byteCount: 100);
        _kernel.Classify(new FieldValues(LayerId.OutboundTransportV4), byteCount: 50);
        _kernel.Classify(new FieldValues(LayerId.InboundTransportV4), byteCount: 50);

        Assert.Equal(new FilterCounters(Packets: 2, Bytes: 150), _engine.GetCounters(block));
        Assert.Equal(default, _engine.GetCounters(soft));
        Assert.Equal(default, _kernel.GetCounters(0));
    }

    [Fact]
    public void Counters_go_with_their_filter()
    {
        var id = _session.AddFilter(Make.Filter());
        _kernel.Classify(new FieldValues(LayerId.OutboundTransportV4), byteCount: 1);
        _session.DeleteFilter(id);

        Assert.Equal(default, _kernel.GetCounters(id));
    }

    [Fact]
    public void A_classification_of_a_permitted_packet_allocates_nothing()
    {
        var above = _session.AddSubLayer(Make.SubLayer(weight: 0x9000));
        _session.AddFilter(Make.Filter(
            FilterAction.Permit,
            subLayer: above,
            conditions:
            [
                FilterCondition.RemoteAddress(IPNetwork.Parse("10.0.0.0/8")),
                new(Fields.Flags, FilterMatchType.FlagsAllSet, FilterValue.UInt32(1)),
                new(Fields.IpsecSecurityRealmId, FilterMatchType.Prefix, FilterValue.ByteBlob([2])),
            ]));
        _session.AddFilter(Make.Filter(FilterAction.Permit, conditions: [FilterCondition.RemotePort(80)]));
        FieldValues[] packets = [Packet(port: 80), Packet(port: 81)];
        ClassifyResult[] results = [_kernel.Classify(packets[0]), _kernel.Classify(packets[1])];

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            _kernel.Classify(packets[i % 2]);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal([2, 1], results.Select(result => result.Decisions.Length));

        static FieldValues Packet(ushort port) => new(LayerId.OutboundTransportV4)
        {
            [Fields.IpRemoteAddress] = FilterValue.UInt32(0x0A000001),
            [Fields.IpRemotePort] = FilterValue.UInt16(port),
            [Fields.Flags] = FilterValue.UInt32(3),
            [Fields.IpsecSecurityRealmId] = FilterValue.ByteBlob([1, 2]),
        };
    }

    [Fact]
    public void Policy_images_are_made_when_a_packet_asks_and_changed_by_commits_afterwards()
    {
        using (var transaction = _session.BeginTransaction())
        {
            for (var i = 0; i < 20_000; i++)
            {
                _session.AddFilter(Make.Filter(conditions: [new(Fields.IpRemoteAddress, FilterMatchType.Equal, FilterValue.UInt32((uint)i))]));
            }

            transaction.Commit();
        }

        var packet = new FieldValues(LayerId.OutboundTransportV4) { [Fields.IpRemotePort] = FilterValue.UInt16(80) };
        var first = AllocatedBy(() => Assert.Equal(Verdict.Permit, _kernel.Classify(packet).Verdict));
        var commits = Enumerable.Range(0, 10).Select(i => AllocatedBy(() => _session.AddFilter(Make.Filter(conditions: [FilterCondition.LocalPort((ushort)i)])))).Min();
        var id = _session.AddFilter(Make.Filter(conditions: [FilterCondition.RemotePort(80)]));
        var next = AllocatedBy(() => Assert.Equal(id, _kernel.Classify(packet).FilterId));

        // An image of 20,000 filters has more than 60 bytes for each.
        Assert.InRange(first, 1_200_000, long.MaxValue);
        Assert.InRange(commits, 1, 100_000);
        Assert.InRange(next, 0, 10_000);

        static long AllocatedBy(Action action)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void A_block_raises_an_event_and_a_permit_does_not()
    {
        var above = _session.AddSubLayer(Make.SubLayer(weight: 0x9000));
        var permit = _session.AddFilter(Make.Filter(FilterAction.Permit, LayerId.InboundTransportV6, above, clear: true));
        _kernel.Classify(new FieldValues(LayerId.InboundTransportV6));
        Assert.Empty(_events);

        var veto = _session.AddFilter(Make.Filter(FilterAction.Block, LayerId.InboundTransportV6, clear: true));
        _kernel.Classify(new FieldValues(LayerId.InboundTransportV6)
        {
            [Fields.IpProtocol] = FilterValue.UInt8(17),
            [Fields.IpLocalAddress] = FilterValue.Address(IPAddress.IPv6Loopback),
            [Fields.IpLocalPort] = FilterValue.UInt16(53),
            [Fields.InterfaceIndex] = FilterValue.UInt32(2),
            [Fields.Direction] = FilterValue.UInt32((uint)Direction.Inbound),
        });

        var happened = Assert.Single(_events);
        Assert.InRange(happened.Time, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
        Assert.Equal(
            new NetEvent
            {
                Time = happened.Time,
                Layer = LayerId.InboundTransportV6,
                Verdict = Verdict.Block,
                FilterId = veto,
                IsVeto = true,
                TerminatingFilters =
                [
                    new SubLayerDecision(above, permit, FilterAction.Permit, ClearActionRight: true),
                    new SubLayerDecision(SubLayers.Universal, veto, FilterAction.Block, ClearActionRight: true),
                ],
                Direction = Direction.Inbound,
                Protocol = 17,
                LocalAddress = IPAddress.IPv6Loopback,
                LocalPort = 53,
                InterfaceIndex = 2,
            },
            happened);
    }
}
