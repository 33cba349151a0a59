using System.Net;
using System.Net.Sockets;
using Weir.Engine;
using Weir.Linux.Tests.Programs;
using Weir.Testing;

namespace Weir.Linux.Tests.Enforcement;

/// <summary>The engine over real traffic between two namespaces.</summary>
public sealed class EnforcementTests : IDisposable
{
    private const int Port = 7777;

    private readonly TestNetwork _network = TestNetwork.CreatePair();
    private readonly EchoServer _server;
    private readonly IPAddress _wireServer = IPAddress.Parse("168.63.129.16");
    private readonly IPAddress _wireServerV6 = IPAddress.Parse("fd63:129::16");

    public EnforcementTests()
    {
        _network.AddServerAddress(_wireServer);
        _network.AddServerAddress(_wireServerV6);
        _server = new EchoServer(
            _network.Server, Port, _wireServer, _wireServerV6, _network.Server4, _network.Server6, _network.Neighbour4, _network.Neighbour6);
    }

    public void Dispose()
    {
        _server.Dispose();
        _network.Dispose();
    }

    [Fact]
    public void TheBlockedAddressIsSilentAndItsNeighbourAnswers()
    {
        ProbeAll(_wireServer, ProbeResult.Answered, ProbeResult.Answered);
        ProbeAll(_wireServerV6, ProbeResult.Answered, ProbeResult.Answered);
        using (LinuxEngine kernel = OpenAtClient())
        using (FilterEngine engine = new(kernel))
        using (Session session = engine.OpenSession())
        {
            session.AddFilter(Block(LayerId.OutboundTransportV4, FilterCondition.RemoteAddress(_wireServer)));
            session.AddFilter(Block(LayerId.OutboundTransportV6, FilterCondition.RemoteAddress(_wireServerV6)));

            ProbeAll(_wireServer, ProbeResult.TimedOut, ProbeResult.NotPermitted);
            ProbeAll(_wireServerV6, ProbeResult.TimedOut, ProbeResult.NotPermitted);
            ProbeAll(_network.Neighbour4, ProbeResult.Answered, ProbeResult.Answered);
            ProbeAll(_network.Neighbour6, ProbeResult.Answered, ProbeResult.Answered);
        }

        ProbeAll(_wireServer, ProbeResult.Answered, ProbeResult.Answered);
        ProbeAll(_wireServerV6, ProbeResult.Answered, ProbeResult.Answered);
    }

    [Fact]
    public void InboundBlocksAreSilentForWhoSends()
    {
        using LinuxEngine kernel = OpenAtServer();
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        ulong v4 = session.AddFilter(Block(LayerId.InboundTransportV4, FilterCondition.LocalAddress(_wireServer)));
        ulong v6 = session.AddFilter(Block(LayerId.InboundTransportV6, FilterCondition.LocalAddress(_wireServerV6)));

        ProbeAll(_wireServer, ProbeResult.TimedOut, ProbeResult.TimedOut);
        ProbeAll(_wireServerV6, ProbeResult.TimedOut, ProbeResult.TimedOut);
        ProbeAll(_network.Neighbour4, ProbeResult.Answered, ProbeResult.Answered);
        Assert.True(engine.GetCounters(v4).Packets >= 3);
        Assert.True(engine.GetCounters(v6).Packets >= 3);
    }

    [Fact]
    public void FragmentedDatagramsAreSeenWholeOnceWithTheirPorts()
    {
        using LinuxEngine kernel = OpenAtServer();
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        ulong v4 = session.AddFilter(Block(LayerId.InboundTransportV4, FilterCondition.LocalPort(Port)));
        ulong v6 = session.AddFilter(Block(LayerId.InboundTransportV6, FilterCondition.LocalPort(Port)));

        Assert.Equal(4000, SendDatagram(_wireServer, 4000));
        Assert.Equal(4000, SendDatagram(_wireServerV6, 4000));

        Assert.True(SpinWait.SpinUntil(
            () => engine.GetCounters(v4).Packets == 1 && engine.GetCounters(v6).Packets == 1, TimeSpan.FromSeconds(2)));
        Assert.Equal(4000u + 28, engine.GetCounters(v4).Bytes);
        Assert.InRange(engine.GetCounters(v6).Bytes, 4048u, 4056u);
        Assert.Equal(0, _server.Datagrams);
    }

    [Fact]
    public void EventsTellWhoWasBlockedByWhat()
    {
        List<NetEvent> events = [];
        using LinuxEngine kernel = OpenAtClient();
        using FilterEngine engine = new(kernel);
        engine.NetEvents += seen =>
        {
            lock (events)
            {
                events.Add(seen);
            }
        };
        using Session session = engine.OpenSession();
        ulong filter = session.AddFilter(Block(LayerId.OutboundTransportV4, FilterCondition.RemoteAddress(_wireServer)));
        DateTimeOffset before = DateTimeOffset.UtcNow;

        Assert.Equal(ProbeResult.NotPermitted, Probe.Udp(_network.Client, new IPEndPoint(_wireServer, Port)));
        Assert.Equal(ProbeResult.NotPermitted, Probe.Ping(_network.Client, _wireServer));

        Assert.True(SpinWait.SpinUntil(() => { lock (events) { return events.Count == 2; } }, TimeSpan.FromSeconds(2)));
        uint index = ClientInterfaceIndex();
        NetEvent datagram = events[0];
        Assert.Equal((LayerId.OutboundTransportV4, Verdict.Block, filter, false), (datagram.Layer, datagram.Verdict, datagram.FilterId, datagram.IsVeto));
        Assert.Equal((Direction.Outbound, (byte?)17), (datagram.Direction, datagram.Protocol));
        Assert.Equal((_network.Client.Address(AddressFamily.InterNetwork), _wireServer), (datagram.LocalAddress, datagram.RemoteAddress));
        Assert.Equal(((ushort?)Port, (uint?)index), (datagram.RemotePort, datagram.InterfaceIndex));
        Assert.InRange(datagram.Time, before - TimeSpan.FromMilliseconds(50), DateTimeOffset.UtcNow);
        Assert.Equal(((byte?)1, (ushort?)8, (ushort?)0), (events[1].Protocol, events[1].LocalPort, events[1].RemotePort));
    }

    [Fact]
    public void PacketsWithoutAReadableTransportHeaderAreCountedAndMeetOnlyWhatTheyHave()
    {
        using LinuxEngine kernel = OpenAtServer();
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        ulong byPort = session.AddFilter(Block(LayerId.InboundTransportV4, FilterCondition.RemotePort(0, ushort.MaxValue)) with { Weight = FilterWeight.Range(9) });
        ulong byProtocol = session.AddFilter(Block(LayerId.InboundTransportV4, FilterCondition.Protocol(ProtocolType.Udp)));
        using FrameSender sender = new(_network.Client, _network.Server);
        string source = _network.Client.Address(AddressFamily.InterNetwork).ToString();
        string destination = _network.Server4.ToString();

        for (int length = 0; length < 4; length++)
        {
            sender.Send(Packets.V4(source, destination, 17, new byte[length]), AddressFamily.InterNetwork);
        }

        sender.Send(Packets.V4(source, destination, 17, new byte[4]), AddressFamily.InterNetwork);

        Assert.True(SpinWait.SpinUntil(
            () => engine.GetCounters(byPort).Packets == 1 && engine.GetCounters(byProtocol).Packets == 4, TimeSpan.FromSeconds(2)));
        Assert.Equal(4u, kernel.GetLayerCounters(LayerId.InboundTransportV4).MalformedPackets);
    }

    [Theory]
    [InlineData(FailMode.Open, ProbeResult.Answered)]
    [InlineData(FailMode.Closed, ProbeResult.NotPermitted)]
    public void WithoutItsProgramALayerFollowsItsFailMode(FailMode mode, ProbeResult expected)
    {
        using LinuxEngine kernel = OpenAtClient();
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        Guid subLayer = session.AddSubLayer(new SubLayerSpec { Name = "fails", Weight = 7, FailMode = mode });
        session.AddFilter(Block(LayerId.OutboundTransportV4, FilterCondition.RemotePort(1)) with { SubLayer = subLayer });
        Assert.Equal(ProbeResult.Answered, Probe.Udp(_network.Client, new IPEndPoint(_network.Server4, Port)));

        kernel.RemovePrograms();

        Assert.Equal(expected, Probe.Udp(_network.Client, new IPEndPoint(_network.Server4, Port)));
        Assert.Equal(ProbeResult.Answered, Probe.Udp(_network.Client, new IPEndPoint(_network.Server6, Port)));
    }

    [Fact]
    public void ASecondEngineInTheSamePlaceIsRefusedAndTheFirstGoesOn()
    {
        using LinuxEngine first = OpenAtClient();
        using FilterEngine engine = new(first);
        using Session session = engine.OpenSession();
        session.AddFilter(Block(LayerId.OutboundTransportV4, FilterCondition.RemoteAddress(_wireServer)));

        Bpf.BpfException refusal = Assert.Throws<Bpf.BpfException>(OpenAtClient);

        Assert.Contains("priority", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(ProbeResult.NotPermitted, Probe.Udp(_network.Client, new IPEndPoint(_wireServer, Port)));
    }

    /// <summary>A policy that has outgrown the layer's first program, and then is small again.</summary>
    [Fact]
    public void APolicyGrowsAndShrinksInForce()
    {
        using LinuxEngine kernel = OpenAtClient();
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        ulong kept = session.AddFilter(Block(LayerId.OutboundTransportV4, FilterCondition.RemoteAddress(_wireServer)));
        List<ulong> others = AddFilters(session, 20_000);

        Assert.True(kernel.ImageIn(LayerId.OutboundTransportV4).Capacity >= 1 << 20);
        Assert.Equal(ProbeResult.NotPermitted, Probe.Udp(_network.Client, new IPEndPoint(_wireServer, Port)));
        Assert.Equal(1ul, engine.GetCounters(kept).Packets);

        using (Transaction transaction = session.BeginTransaction())
        {
            others.ForEach(session.DeleteFilter);
            transaction.Commit();
        }

        // That is done beside the commits, when there is time.
        Assert.True(SpinWait.SpinUntil(() => kernel.ImageIn(LayerId.OutboundTransportV4).Capacity == Weir.Linux.Programs.LayerCapacity.Smallest, TimeSpan.FromSeconds(10)));
        Assert.Equal(ProbeResult.NotPermitted, Probe.Udp(_network.Client, new IPEndPoint(_wireServer, Port)));
        Assert.Equal(2ul, engine.GetCounters(kept).Packets);
    }

    [Fact]
    public void ACommitThatDoesNotFitLeavesThePolicyBefore()
    {
        using LinuxEngine kernel = OpenAtClient();
        using FilterEngine engine = new(kernel);
        using Session session = engine.OpenSession();
        ulong kept = session.AddFilter(Block(LayerId.OutboundTransportV4, FilterCondition.RemoteAddress(_wireServer)));
        kernel.LargestImage = 1 << 18;

        PolicyTooLargeException refusal = Assert.Throws<PolicyTooLargeException>(() => AddFilters(session, 20_000));

        Assert.Contains("room for 262144", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(kept, Assert.Single(engine.Policy.Filters).Id);
        Assert.Equal(ProbeResult.NotPermitted, Probe.Udp(_network.Client, new IPEndPoint(_wireServer, Port)));
        Assert.Equal(1ul, engine.GetCounters(kept).Packets);
    }

    /// <summary>Filters that no packet of these tests meets, in one transaction.</summary>
    private static List<ulong> AddFilters(Session session, int count)
    {
        List<ulong> added = [];
        using Transaction transaction = session.BeginTransaction();
        for (int i = 0; i < count; i++)
        {
            added.Add(session.AddFilter(Block(LayerId.OutboundTransportV4, FilterCondition.RemoteAddress(new IPAddress([172, 20, (byte)(i >> 8), (byte)i])))));
        }

        transaction.Commit();
        return added;
    }

    private uint ClientInterfaceIndex()
    {
        using RouteNetlink netlink = _network.Client.OpenNetlink();
        return (uint)netlink.GetIndex(_network.Client.InterfaceName);
    }

    private LinuxEngine OpenAtClient() => LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = _network.Client.Namespace });

    private LinuxEngine OpenAtServer() => LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = _network.Server.Namespace });

    private static FilterSpec Block(LayerId layer, params FilterCondition[] conditions) =>
        new() { Name = "block", Layer = layer, Conditions = [.. conditions], Action = FilterAction.Block };

    /// <summary>TCP never learns that its packets are dropped on the way out; datagrams and raw sockets do.</summary>
    private void ProbeAll(IPAddress address, ProbeResult tcp, ProbeResult others)
    {
        TimeSpan patience = TimeSpan.FromMilliseconds(tcp == ProbeResult.Answered ? 2000 : 300);
        Assert.Equal(tcp, Probe.Tcp(_network.Client, new IPEndPoint(address, Port), patience));
        Assert.Equal(others, Probe.Udp(_network.Client, new IPEndPoint(address, Port), patience));
        Assert.Equal(others, Probe.Ping(_network.Client, address, patience));
    }

    private int SendDatagram(IPAddress address, int length)
    {
        using Socket socket = _network.Client.OpenSocket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        return socket.SendTo(new byte[length], new IPEndPoint(address, Port));
    }
}
