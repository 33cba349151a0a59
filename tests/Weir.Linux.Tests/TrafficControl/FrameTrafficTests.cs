using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Weir.Engine;
using Weir.Linux.Tests.Programs;
using Weir.Testing;

namespace Weir.Linux.Tests.TrafficControl;

/// <summary>The layers of frames over real traffic between two namespaces.</summary>
public sealed class FrameTrafficTests : IDisposable
{
    private const int Port = 7777;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly TestNetwork _network = TestNetwork.CreatePair();
    private readonly EchoServer _server;

    public FrameTrafficTests() => _server = new EchoServer(_network.Server, Port, _network.Server4, _network.Server6, _network.Neighbour4, _network.Neighbour6);

    public void Dispose()
    {
        _server.Dispose();
        _network.Dispose();
    }

    [Theory]
    [InlineData(LayerId.InboundMacFrameEthernet)]
    [InlineData(LayerId.OutboundMacFrameEthernet)]
    public void ATypeIsBlockedAndTheOtherPasses(LayerId layer)
    {
        Neighbours();
        using LinuxEngine kernel = Open(_network.Server);
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        Assert.False(kernel.IsAttached(layer));
        ulong id = session.AddFilter(Block(layer, new FilterCondition(Fields.EtherType, FilterMatchType.Equal, FilterValue.UInt16(0x0800))));

        // A block is silent: who sends sees nothing, as when the frame is lost.
        Assert.Equal(ProbeResult.TimedOut, Probe.Udp(_network.Client, new IPEndPoint(_network.Server4, Port)));
        Assert.Equal(ProbeResult.TimedOut, Probe.Tcp(_network.Client, new IPEndPoint(_network.Server4, Port)));
        Assert.Equal(ProbeResult.Answered, Probe.Udp(_network.Client, new IPEndPoint(_network.Server6, Port)));
        Assert.Equal(ProbeResult.Answered, Probe.Tcp(_network.Client, new IPEndPoint(_network.Server6, Port)));
        Assert.InRange(engine.GetCounters(id).Packets, 2ul, ulong.MaxValue);
        Assert.Equal(engine.GetCounters(id).Packets, kernel.GetLayerCounters(layer).BlockedPackets);

        session.DeleteFilter(id);
        Assert.False(kernel.IsAttached(layer));
        Assert.Equal(ProbeResult.Answered, Probe.Udp(_network.Client, new IPEndPoint(_network.Server4, Port)));
    }

    [Fact]
    public void ASenderOnTheSameHostSeesNoError()
    {
        Neighbours();
        using LinuxEngine kernel = Open(_network.Client);
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        ulong id = session.AddFilter(Block(LayerId.OutboundMacFrameEthernet, RemoteMac(_network.Server)));

        Assert.Equal(ProbeResult.TimedOut, Probe.Udp(_network.Client, new IPEndPoint(_network.Server4, Port)));
        Assert.Equal(ProbeResult.TimedOut, Probe.Tcp(_network.Client, new IPEndPoint(_network.Server6, Port)));
        Assert.InRange(engine.GetCounters(id).Packets, 2ul, ulong.MaxValue);
    }

    [Fact]
    public void AnEventTellsOfTheFrame()
    {
        List<NetEvent> events = [];
        using LinuxEngine kernel = Open(_network.Server);
        kernel.NetEventRaised += seen =>
        {
            lock (events)
            {
                events.Add(seen);
            }
        };
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        ulong id = session.AddFilter(Block(
            LayerId.InboundMacFrameEthernet, new FilterCondition(Fields.VlanId, FilterMatchType.Equal, FilterValue.UInt16(5))));
        using FrameSender sender = new(_network.Client, _network.Server);
        byte[] packet = Packets.V4("192.0.2.1", "192.0.2.2", 17, Packets.Ports(1, 2));

        // In the tag's place the kernel keeps it beside the frame on the other side.
        sender.Send(packet, AddressFamily.InterNetwork, vlan: 4);
        sender.Send(packet, AddressFamily.InterNetwork, vlan: 5);

        Assert.True(SpinWait.SpinUntil(() => { lock (events) { return events.Count > 0; } }, Patience));
        NetEvent seen = Assert.Single(events);
        Assert.Equal((LayerId.InboundMacFrameEthernet, Engine.Verdict.Block, id), (seen.Layer, seen.Verdict, seen.FilterId));
        Assert.Equal((MacOf(_network.Server), MacOf(_network.Client)), (seen.LocalMacAddress, seen.RemoteMacAddress));
        Assert.Equal(((ushort)0x0800, (ushort)5), (seen.EtherType, seen.VlanId));
        Assert.Equal((Direction.Inbound, null, null, null), (seen.Direction, seen.LocalAddress, seen.LocalPort, seen.Protocol));
        Assert.Equal(NetEventType.ClassifyDropMac, seen.Type);
        Assert.Equal(1ul, engine.GetCounters(id).Packets);
    }

    [Fact]
    public void AnInterfaceThatComesLaterIsCovered()
    {
        using LinuxEngine kernel = Open(_network.Server);
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        ulong id = session.AddFilter(Block(
            LayerId.InboundMacFrameEthernet, new FilterCondition(Fields.EtherType, FilterMatchType.Equal, FilterValue.UInt16(0x0800))));
        VirtualEthernetEnd.Join(
            new(_network.Server.Namespace, "late", InterfaceAddress.Parse("203.0.113.2/24")),
            new(_network.Client.Namespace, "late", InterfaceAddress.Parse("203.0.113.1/24")));
        Assert.True(SpinWait.SpinUntil(() => kernel.Interfaces.Any(one => one.Link.Name == "late" && one.IsCovered), Patience));

        DatagramFlood.Send(_network.Client, new IPEndPoint(IPAddress.Parse("203.0.113.2"), Port), 10);

        Assert.True(SpinWait.SpinUntil(() => engine.GetCounters(id).Packets >= 10, Patience));
        Assert.DoesNotContain(kernel.Interfaces, one => one.Link.Name == "lo");
    }

    [Fact]
    public void CalloutsAreRefusedThere()
    {
        using LinuxEngine kernel = Open(_network.Server);
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        Guid key = Guid.NewGuid();
        using CalloutRegistration registration = engine.RegisterCallout(Callouts.TestCallouts.All[0], key);

        CalloutRefusedException refused = Assert.Throws<CalloutRefusedException>(
            () => session.AddCallout(new CalloutSpec { Key = key, Name = "frames", ApplicableLayer = LayerId.InboundMacFrameEthernet }));

        Assert.Contains("not called for frames", refused.Message);
    }

    /// <summary>Both hosts know each other's hardware address, so that what is blocked is not the question for it.</summary>
    private void Neighbours()
    {
        Assert.Equal(ProbeResult.Answered, Probe.Udp(_network.Client, new IPEndPoint(_network.Server4, Port)));
        Assert.Equal(ProbeResult.Answered, Probe.Udp(_network.Client, new IPEndPoint(_network.Server6, Port)));
    }

    private static LinuxEngine Open(TestHost host) => LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = host.Namespace });

    private static FilterSpec Block(LayerId layer, FilterCondition condition) =>
        new() { Name = "blocked", Layer = layer, Conditions = [condition], Action = FilterAction.Block };

    private static FilterCondition RemoteMac(TestHost host) =>
        new(Fields.MacRemoteAddress, FilterMatchType.Equal, FilterValue.ByteArray6(MacOf(host).GetAddressBytes()));

    private static PhysicalAddress MacOf(TestHost host)
    {
        using RouteNetlink netlink = host.OpenNetlink();
        return netlink.FindLink(host.InterfaceName)!.HardwareAddress;
    }
}
