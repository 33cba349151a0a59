using System.Net;

namespace Weir.Engine.Tests;

public sealed class GettingStartedTests
{
    [Fact]
    public void A_dynamic_session_blocks_an_address_until_it_ends()
    {
        var kernel = new ManagedEngine();
        using var engine = new FilterEngine(kernel);
        var events = new List<NetEvent>();
        engine.NetEvents += events.Add;
        var packet = new FieldValues(LayerId.OutboundTransportV4)
        {
            [Fields.IpProtocol] = FilterValue.UInt8(6),
            [Fields.IpRemoteAddress] = FilterValue.Address(IPAddress.Parse("168.63.129.16")),
            [Fields.IpRemotePort] = FilterValue.UInt16(80),
        };

        using (var session = engine.OpenSession(new SessionOptions { Dynamic = true }))
        {
            var id = session.AddFilter(new FilterSpec
            {
                Name = "no wire server",
                Layer = LayerId.OutboundTransportV4,
                Conditions = [FilterCondition.RemoteAddress(IPAddress.Parse("168.63.129.16"))],
                Action = FilterAction.Block,
            });

            var result = kernel.Classify(packet, byteCount: 60);

            Assert.Equal(Verdict.Block, result.Verdict);
            Assert.Equal(id, result.FilterId);
            Assert.Equal(new FilterCounters(Packets: 1, Bytes: 60), engine.GetCounters(id));
            var happened = Assert.Single(events);
            Assert.Equal(id, happened.FilterId);
            Assert.Equal(IPAddress.Parse("168.63.129.16"), happened.RemoteAddress);
            Assert.Equal((ushort)80, happened.RemotePort);
            Assert.Null(happened.LocalAddress);
        }

        Assert.Equal(Verdict.Permit, kernel.Classify(packet).Verdict);
        Assert.Equal(0, engine.Policy.FilterCount);
    }
}
