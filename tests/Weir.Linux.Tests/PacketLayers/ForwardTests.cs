using System.Net;
using System.Net.Sockets;
using Weir.Engine;
using Weir.Testing;

namespace Weir.Linux.Tests.PacketLayers;

/// <summary>IPFORWARD on a router between two hosts.</summary>
public sealed class ForwardTests : IDisposable
{
    private const int Port = 7778;
    private const int ClosedPort = 7781;

    private readonly TestNetwork _network = TestNetwork.CreateRouted();
    private readonly EchoServer _server;

    public ForwardTests() => _server = new EchoServer(_network.Server, Port);

    public void Dispose()
    {
        _server.Dispose();
        _network.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheRouterBlocksByBothInterfacesAndEveryAddress(bool isV6)
    {
        LayerId layer = isV6 ? LayerId.IpForwardV6 : LayerId.IpForwardV4;
        IPAddress server = isV6 ? _network.Server6 : _network.Server4;
        IPAddress neighbour = isV6 ? _network.Neighbour6 : _network.Neighbour4;
        using LinuxEngine kernel = LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = _network.Router!.Namespace });
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        (uint toClient, uint toServer) = Indexes();
        Assert.Equal(ProbeResult.Answered, Probe.Udp(_network.Client, new IPEndPoint(server, Port)));
        Assert.Equal(ProbeResult.Refused, Probe.Udp(_network.Client, new IPEndPoint(server, ClosedPort)));
        Assert.False(kernel.IsAttached(layer));

        ulong id = session.AddFilter(Block(
            layer,
            new FilterCondition(Fields.IpDestinationAddress, FilterMatchType.Equal, FilterValue.Address(server)),
            new FilterCondition(Fields.IpSourceAddress, FilterMatchType.Equal, FilterValue.Address(_network.Client.Address(server.AddressFamily))),
            new FilterCondition(Fields.SourceInterfaceIndex, FilterMatchType.Equal, FilterValue.UInt32(toClient)),
            new FilterCondition(Fields.DestinationInterfaceIndex, FilterMatchType.Equal, FilterValue.UInt32(toServer)),
            new FilterCondition(Fields.IpDestinationAddressType, FilterMatchType.Equal, FilterValue.UInt8(1)),
            new FilterCondition(Fields.Flags, FilterMatchType.FlagsNoneSet, FilterValue.UInt32((uint)ConditionFlags.IsLoopback))));

        Assert.True(kernel.IsAttached(layer));
        Assert.Equal(ProbeResult.TimedOut, Probe.Udp(_network.Client, new IPEndPoint(server, Port), TimeSpan.FromMilliseconds(300)));
        Assert.Equal(ProbeResult.TimedOut, Probe.Tcp(_network.Client, new IPEndPoint(server, Port), TimeSpan.FromMilliseconds(300)));
        Assert.Equal(ProbeResult.TimedOut, Probe.Udp(_network.Client, new IPEndPoint(server, ClosedPort), TimeSpan.FromMilliseconds(300)));
        Assert.Equal(ProbeResult.Answered, Probe.Udp(_network.Client, new IPEndPoint(neighbour, Port)));
        Assert.InRange(engine.GetCounters(id).Packets, 3u, 10u);
        Assert.Equal(engine.GetCounters(id).Packets, kernel.GetLayerCounters(layer).BlockedPackets);

        session.DeleteFilter(id);
        Assert.False(kernel.IsAttached(layer));
        Assert.Equal(ProbeResult.Answered, Probe.Udp(_network.Client, new IPEndPoint(server, Port)));

        // What the router itself sends and receives is not forwarded.
        ulong all = session.AddFilter(Block(layer));
        Assert.Equal(ProbeResult.Answered, Probe.Ping(_network.Router, server));
        Assert.Equal(ProbeResult.TimedOut, Probe.Udp(_network.Client, new IPEndPoint(neighbour, Port), TimeSpan.FromMilliseconds(300)));
        Assert.InRange(engine.GetCounters(all).Packets, 1u, 10u);
    }

    [Fact]
    public void FragmentsOnTheirWayThroughTheRouterSayThatTheyAre()
    {
        using LinuxEngine kernel = LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = _network.Router!.Namespace });
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        ulong id = session.AddFilter(Block(
            LayerId.IpForwardV4, new FilterCondition(Fields.Flags, FilterMatchType.FlagsAllSet, FilterValue.UInt32((uint)ConditionFlags.IsFragment))));
        using Socket socket = _network.Client.OpenSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

        Assert.Equal(4000, socket.SendTo(new byte[4000], new IPEndPoint(_network.Server4, Port)));

        Assert.True(SpinWait.SpinUntil(() => engine.GetCounters(id).Packets == 3, TimeSpan.FromSeconds(2)));
        Assert.Equal(ProbeResult.Answered, Probe.Udp(_network.Client, new IPEndPoint(_network.Server4, Port)));
        Assert.Equal(1, _server.Datagrams);
    }

    private (uint ToClient, uint ToServer) Indexes()
    {
        using RouteNetlink netlink = _network.Router!.OpenNetlink();
        return ((uint)netlink.GetIndex("to-client"), (uint)netlink.GetIndex("to-server"));
    }

    private static FilterSpec Block(LayerId layer, params FilterCondition[] conditions) =>
        new() { Name = "block", Layer = layer, Action = FilterAction.Block, Conditions = [.. conditions] };
}
