using System.Net;
using System.Net.Sockets;
using Weir.Engine;
using Weir.Testing;

namespace Weir.Linux.Tests.PacketLayers;

/// <summary>What an application sees of a block at each layer, over real traffic between two hosts; docs/guides/18-packet-layers.md has the table.</summary>
public sealed class PacketLayerTrafficTests : IDisposable
{
    private const int Port = 7779;
    private const int ClosedPort = 7780;

    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(300);

    private readonly TestNetwork _network = TestNetwork.CreatePair();
    private readonly EchoServer _server;

    public PacketLayerTrafficTests() => _server = new EchoServer(_network.Server, Port);

    public void Dispose()
    {
        _server.Dispose();
        _network.Dispose();
    }

    public static TheoryData<LayerId, bool, ProbeResult, ProbeResult, ProbeResult> Blocks() => new()
    {
        // Layer; whether at the server; what the client sees of UDP, of TCP and of a datagram to a port without a listener.
        { LayerId.OutboundTransportV4, false, ProbeResult.NotPermitted, ProbeResult.TimedOut, ProbeResult.NotPermitted },
        { LayerId.OutboundTransportV6, false, ProbeResult.NotPermitted, ProbeResult.TimedOut, ProbeResult.NotPermitted },
        { LayerId.InboundTransportV4, true, ProbeResult.TimedOut, ProbeResult.TimedOut, ProbeResult.TimedOut },
        { LayerId.InboundTransportV6, true, ProbeResult.TimedOut, ProbeResult.TimedOut, ProbeResult.TimedOut },
        { LayerId.DatagramDataV4, false, ProbeResult.NotPermitted, ProbeResult.Answered, ProbeResult.NotPermitted },
        { LayerId.DatagramDataV6, false, ProbeResult.NotPermitted, ProbeResult.Answered, ProbeResult.NotPermitted },
        { LayerId.DatagramDataV4, true, ProbeResult.TimedOut, ProbeResult.Answered, ProbeResult.TimedOut },
        { LayerId.DatagramDataV6, true, ProbeResult.TimedOut, ProbeResult.Answered, ProbeResult.TimedOut },
        { LayerId.OutboundIpPacketV4, false, ProbeResult.NotPermitted, ProbeResult.TimedOut, ProbeResult.NotPermitted },
        { LayerId.OutboundIpPacketV6, false, ProbeResult.NotPermitted, ProbeResult.TimedOut, ProbeResult.NotPermitted },
        { LayerId.InboundIpPacketV4, true, ProbeResult.TimedOut, ProbeResult.TimedOut, ProbeResult.TimedOut },
        { LayerId.InboundIpPacketV6, true, ProbeResult.TimedOut, ProbeResult.TimedOut, ProbeResult.TimedOut },
        { LayerId.InboundIcmpErrorV4, false, ProbeResult.Answered, ProbeResult.Answered, ProbeResult.TimedOut },
        { LayerId.InboundIcmpErrorV6, false, ProbeResult.Answered, ProbeResult.Answered, ProbeResult.TimedOut },
        { LayerId.OutboundIcmpErrorV4, true, ProbeResult.Answered, ProbeResult.Answered, ProbeResult.TimedOut },
        { LayerId.OutboundIcmpErrorV6, true, ProbeResult.Answered, ProbeResult.Answered, ProbeResult.TimedOut },
    };

    [Theory]
    [MemberData(nameof(Blocks))]
    public void AnApplicationSees(LayerId layer, bool atServer, ProbeResult udp, ProbeResult tcp, ProbeResult closed)
    {
        bool isV6 = LayerTable.RowOf(layer).IsV6;
        IPAddress server = isV6 ? _network.Server6 : _network.Server4;
        using LinuxEngine kernel = Open(atServer ? _network.Server : _network.Client);
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();

        // Without it also neighbour discovery would be blocked, which is ICMPv6.
        bool hasPorts = Layers.Get(layer).FindField(Fields.IpLocalPort) is not null && layer is not (LayerId.InboundIcmpErrorV6 or LayerId.OutboundIcmpErrorV6);
        Assert.Equal(ProbeResult.Answered, Probe.Ping(_network.Client, server));
        Assert.Equal(ProbeResult.Refused, Probe.Udp(_network.Client, new IPEndPoint(server, ClosedPort)));
        ulong id = session.AddFilter(Block(layer, isV6 && hasPorts ? [NotIcmpV6] : []));

        Assert.Equal(udp, Probe.Udp(_network.Client, new IPEndPoint(server, Port), s_short));
        Assert.Equal(tcp, Probe.Tcp(_network.Client, new IPEndPoint(server, Port), s_short));
        Assert.Equal(closed, Probe.Udp(_network.Client, new IPEndPoint(server, ClosedPort), s_short));
        Assert.True(engine.GetCounters(id).Packets > 0);

        session.DeleteFilter(id);
        Assert.Equal(ProbeResult.Answered, Probe.Udp(_network.Client, new IPEndPoint(server, Port)));
        Assert.Equal(ProbeResult.Refused, Probe.Udp(_network.Client, new IPEndPoint(server, ClosedPort)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnIcmpErrorTellsOfThePacketThatItIsAbout(bool isV6)
    {
        IPAddress server = isV6 ? _network.Server6 : _network.Server4;
        using LinuxEngine kernel = Open(_network.Client);
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        ulong id = session.AddFilter(Block(
            isV6 ? LayerId.InboundIcmpErrorV6 : LayerId.InboundIcmpErrorV4,
            [
                new FilterCondition(Fields.EmbeddedProtocol, FilterMatchType.Equal, FilterValue.UInt8(17)),
                new FilterCondition(Fields.EmbeddedRemoteAddress, FilterMatchType.Equal, FilterValue.Address(server)),
                new FilterCondition(Fields.EmbeddedRemotePort, FilterMatchType.Equal, FilterValue.UInt16(ClosedPort)),
                new FilterCondition(Fields.EmbeddedLocalAddressType, FilterMatchType.Equal, FilterValue.UInt8(1)),
                new FilterCondition(Fields.IpRemoteAddress, FilterMatchType.Equal, FilterValue.Address(server)),
                new FilterCondition(Fields.IpLocalPort, FilterMatchType.Equal, FilterValue.UInt16(isV6 ? (ushort)1 : (ushort)3)),
                new FilterCondition(Fields.IpRemotePort, FilterMatchType.Equal, FilterValue.UInt16(isV6 ? (ushort)4 : (ushort)3)),
                new FilterCondition(Fields.InterfaceType, FilterMatchType.Equal, FilterValue.UInt32(6)),
                new FilterCondition(Fields.TunnelType, FilterMatchType.Equal, FilterValue.UInt32(0)),
            ]));

        Assert.Equal(ProbeResult.TimedOut, Probe.Udp(_network.Client, new IPEndPoint(server, ClosedPort), s_short));
        Assert.Equal(ProbeResult.Refused, Probe.Udp(_network.Client, new IPEndPoint(server, ClosedPort + 1)));
        Assert.Equal(1u, engine.GetCounters(id).Packets);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FragmentsArriveOneByOneAtTheFirstLayerAndWholeAtTheNext(bool isV6)
    {
        IPAddress server = isV6 ? _network.Server6 : _network.Server4;
        using LinuxEngine kernel = Open(_network.Server);
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        FilterCondition fragment = new(Fields.Flags, FilterMatchType.FlagsAllSet, FilterValue.UInt32((uint)ConditionFlags.IsFragment));
        ulong pieces = session.AddFilter(Block(isV6 ? LayerId.InboundIpPacketV6 : LayerId.InboundIpPacketV4, [fragment]) with { Action = FilterAction.Permit });
        ulong whole = session.AddFilter(Block(
            isV6 ? LayerId.InboundTransportV6 : LayerId.InboundTransportV4,
            [new FilterCondition(Fields.IpLocalPort, FilterMatchType.Equal, FilterValue.UInt16(Port))]) with
        { Action = FilterAction.Permit });
        using Socket socket = _network.Client.OpenSocket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);

        Assert.Equal(4000, socket.SendTo(new byte[4000], new IPEndPoint(server, Port)));

        Assert.True(SpinWait.SpinUntil(() => engine.GetCounters(whole).Packets == 1, TimeSpan.FromSeconds(2)));
        Assert.Equal(3u, engine.GetCounters(pieces).Packets);
    }

    private static FilterCondition NotIcmpV6 { get; } = new(Fields.IpProtocol, FilterMatchType.NotEqual, FilterValue.UInt8(58));

    private static LinuxEngine Open(TestHost host) => LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = host.Namespace });

    private static FilterSpec Block(LayerId layer, FilterCondition[] conditions) =>
        new() { Name = "block", Layer = layer, Action = FilterAction.Block, Conditions = [.. conditions] };
}
