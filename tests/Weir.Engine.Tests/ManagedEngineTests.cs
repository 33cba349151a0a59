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
    public void A_block_raises_an_event_and_a_permit_does_not()
    {
        var above = _session.AddSubLayer(Make.SubLayer(weight: 0x9000));
        _session.AddFilter(Make.Filter(FilterAction.Permit, LayerId.InboundTransportV6, above, clear: true));
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
                Direction = Direction.Inbound,
                Protocol = 17,
                LocalAddress = IPAddress.IPv6Loopback,
                LocalPort = 53,
                InterfaceIndex = 2,
            },
            happened);
    }
}
