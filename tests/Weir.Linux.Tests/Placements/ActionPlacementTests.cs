using System.Net;
using System.Net.Sockets;
using Weir.Bpf;
using Weir.Engine;
using Weir.Linux.Tests.PacketLayers;
using Weir.Linux.Tests.Programs;
using Weir.Linux.Tests.TrafficControl;
using Weir.Testing;

namespace Weir.Linux.Tests.Placements;

/// <summary>Layers of outbound packets in their action placement: a filter that limits something else has brought them there.</summary>
public sealed class ActionPlacementTests : IDisposable
{
    private const ushort Port = 7790;
    private const ushort OwnPort = 7791;
    private const int Size = 32;
    private const byte Udp = 17;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly TestNetwork _network = TestNetwork.CreatePair();
    private readonly EnforcedHost _client;

    public ActionPlacementTests() => _client = new EnforcedHost(_network.Client);

    public void Dispose()
    {
        _client.Dispose();
        _network.Dispose();
    }

    /// <summary>Explain says the same of where a layer is evaluated.</summary>
    [Fact]
    public void TheLayersThatMoveAreThoseThatThePathOfTrafficKnows() => Assert.Equal(
        LayerTable.Rows.Where(row => row.IsMovable).Select(row => row.Id).Order(),
        TrafficPath.Of(TrafficKind.Outbound).Steps.Where(step => step.MovesToInterface)
            .SelectMany(step => new[] { $"{step.Family}_V4", $"{step.Family}_V6" }).Select(name => Layers.Find(name)!.Id).Order());

    /// <summary>A packet has the same fields as in the verdict placement, is met once, and its sender sees no error.</summary>
    [Theory]
    [InlineData("192.0.2.2", null, LookOf.Unicast)]
    [InlineData("2001:db8:1::2", null, LookOf.Unicast)]
    [InlineData("192.0.2.255", "0.0.0.0", LookOf.Broadcast)]
    [InlineData("127.0.0.1", null, LookOf.Unicast)]
    [InlineData("::1", null, LookOf.Unicast)]
    public void EachFieldIsAsAtNetfilter(string destination, string? listener, byte remoteType)
    {
        IPAddress remote = IPAddress.Parse(destination);
        bool isV6 = remote.AddressFamily == AddressFamily.InterNetworkV6;
        bool isLoopback = IPAddress.IsLoopback(remote);
        IPAddress own = isLoopback ? remote : _network.Client.Address(remote.AddressFamily);
        uint index = _client.IndexOf(isLoopback ? "lo" : _network.Client.InterfaceName);
        ConditionFlags flags = isLoopback ? ConditionFlags.IsLoopback : 0;
        using Socket receiver = Bound(isLoopback ? _network.Client : _network.Server, IPAddress.Parse(listener ?? destination), Port);
        using Socket sender = Bound(_network.Client, own, OwnPort);
        sender.EnableBroadcast = true;
        TellErrors(sender);
        LayerId transport = LookOf.Layer(LayerId.OutboundTransportV4, isV6);
        LayerId packet = LookOf.Layer(LayerId.OutboundIpPacketV4, isV6);
        LimitNothing(transport, packet);
        FieldValues seen = LookOf.Packet(LayerId.OutboundIpPacketV4, index, own, remote, flags: flags);
        ulong bytes = Size + (isV6 ? 48u : 28u);

        BlockedPlace.InTurn(
            BlockedPlace.Sending(sender, new IPEndPoint(remote, Port), Size),
            receiver,
            new(_client, LookOf.Transport(index, (own, remote), Udp, (OwnPort, Port), remoteType, flags), bytes),
            new(_client, seen, bytes));
        Assert.All([transport, packet], layer => Assert.Equal(LayerPlacement.Action, StatusOf(layer)!.Placement));
        Assert.Equal(SocketError.Success, (SocketError)(int)sender.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!);
    }

    /// <summary>A datagram that does not fit the link is met as its fragments, of which the first has the ports.</summary>
    [Fact]
    public void ADatagramIsMetAsItsFragments()
    {
        LimitNothing(LayerId.OutboundTransportV4);
        using Socket receiver = Bound(_network.Server, _network.Server4, Port);
        using Socket sender = Bound(_network.Client, _network.Client.Address(AddressFamily.InterNetwork), OwnPort);
        ulong later = Add(LayerId.OutboundTransportV4, FilterAction.Permit, new FilterCondition(Fields.Flags, FilterMatchType.FlagsAllSet, FilterValue.UInt32((uint)ConditionFlags.IsFragment)));
        ulong first = Add(LayerId.OutboundTransportV4, FilterAction.Block, FilterCondition.RemotePort(Port));

        sender.SendTo(new byte[4000], new IPEndPoint(_network.Server4, Port));

        // 1480 and 8 bytes of UDP; then 1480 and 1048 bytes.
        Assert.Equal(new FilterCounters(1, 1500), _client.Engine.GetCounters(first));
        Assert.Equal(new FilterCounters(2, 1500 + 1068), _client.Engine.GetCounters(later));
    }

    /// <summary>What is forwarded, and what a packet socket sends, is not the layers'.</summary>
    [Fact]
    public void OnlyWhatTheHostItselfSendsIsMet()
    {
        using TestNetwork routed = TestNetwork.CreateRouted();
        using EnforcedHost router = new(routed.Router!);
        LayerId[] layers = [LayerId.OutboundTransportV4, LayerId.OutboundIpPacketV4];
        ulong[] all = [.. layers.Select(layer => router.Session.AddFilter(Spec(layer, FilterAction.Block)))];
        foreach (LayerId layer in layers)
        {
            LimitNothing(router.Session, layer);
        }

        using Socket receiver = Bound(routed.Server, routed.Server4, Port);
        receiver.ReceiveTimeout = (int)s_patience.TotalMilliseconds;
        using Socket sender = Bound(routed.Client, routed.Client.Address(AddressFamily.InterNetwork), OwnPort);
        sender.SendTo(new byte[Size], new IPEndPoint(routed.Server4, Port));
        Assert.Equal(Size, receiver.Receive(new byte[64]));
        Assert.All(all, id => Assert.Equal(0ul, router.Engine.GetCounters(id).Packets));

        ulong own = Add(LayerId.OutboundTransportV4, FilterAction.Block);
        LimitNothing(LayerId.OutboundTransportV4);
        using FrameSender frames = new(_network.Client, _network.Server);
        using Socket server = Bound(_network.Server, _network.Server4, Port);
        server.ReceiveTimeout = (int)s_patience.TotalMilliseconds;
        frames.Send(Packets.V4("192.0.2.1", "192.0.2.2", Udp, [.. Packets.Ports(OwnPort, Port, 4), 0, 12, 0, 0, 1, 2, 3, 4]), AddressFamily.InterNetwork);
        Assert.Equal(4, server.Receive(new byte[64]));
        Assert.Equal(0ul, _client.Engine.GetCounters(own).Packets);
    }

    /// <summary>At an interface packets meet OUTBOUND_TRANSPORT, OUTBOUND_IPPACKET and the frames' layer, whichever came first.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LayersKeepTheirOrderAndOtherProgramsTheirPlace(bool framesFirst)
    {
        int index = (int)_client.IndexOf(_network.Client.InterfaceName);
        using TestProgram other = new(typeof(HookTestPrograms), nameof(HookTestPrograms.See));
        using BpfLink link = _network.Client.Run(() => BpfLink.AttachTcx(other.Program, index, TcxDirection.Egress));
        LayerId[] order = [LayerId.OutboundTransportV4, LayerId.OutboundIpPacketV4, LayerId.OutboundMacFrameEthernet];
        FilterCondition type = new(Fields.EtherType, FilterMatchType.Equal, FilterValue.UInt16(0x0800));
        ulong[] ids = new ulong[3];
        foreach (int place in framesFirst ? new[] { 2, 1, 0 } : [1, 0, 2])
        {
            ids[place] = Add(order[place], FilterAction.Permit, place == 2 ? type : FilterCondition.RemoteAddress(_network.Server4));
            if (place < 2)
            {
                LimitNothing(order[place]);
            }
        }

        using Socket sender = Bound(_network.Client, _network.Client.Address(AddressFamily.InterNetwork), OwnPort);
        Assert.Equal((1ul, 1ul, 1ul), Send());
        ulong packet = Add(LayerId.OutboundIpPacketV4, FilterAction.Block, FilterCondition.RemoteAddress(_network.Server4), FilterCondition.InterfaceIndex((uint)index));
        Assert.Equal((2ul, 1ul, 1ul), Send());
        Add(LayerId.OutboundTransportV4, FilterAction.Block, FilterCondition.RemoteAddress(_network.Server4), FilterCondition.RemotePort(Port));
        Assert.Equal((2ul, 1ul, 1ul), Send());
        Assert.Equal(1ul, _client.Engine.GetCounters(packet).Packets);

        // The others of the hook come behind the layers of packets, and see what those permit.
        Assert.Equal(1ul, other.Read(nameof(HookTestPrograms.Seen)));

        (ulong Transport, ulong Packet, ulong Frame) Send()
        {
            sender.SendTo(new byte[Size], new IPEndPoint(_network.Server4, Port));
            return (_client.Engine.GetCounters(ids[0]).Packets, _client.Engine.GetCounters(ids[1]).Packets, _client.Engine.GetCounters(ids[2]).Packets);
        }
    }

    /// <summary>Where one interface has no room, the commit fails, and the layer stays where it was.</summary>
    [Fact]
    public void ACommitThatCannotMoveTheLayerChangesNothing()
    {
        ulong blocked = Add(LayerId.OutboundTransportV4, FilterAction.Block, FilterCondition.RemotePort(Port));
        List<LayerStatus> moves = [];
        _client.Kernel.LayerMoved += moves.Add;
        int index = (int)_client.IndexOf(_network.Client.InterfaceName);
        List<IDisposable> full = [];
        try
        {
            for (int i = 0; i < 63; i++)
            {
                TestProgram program = new(typeof(HookTestPrograms), nameof(HookTestPrograms.See));
                full.Add(program);
                full.Insert(0, _network.Client.Run(() => BpfLink.AttachTcx(program.Program, index, TcxDirection.Egress)));
            }

            BpfException refused = Assert.Throws<BpfException>(() => LimitNothing(LayerId.OutboundTransportV4));
            Assert.Contains("63 programs already", refused.Message, StringComparison.Ordinal);
            Assert.Equal(1, _client.Engine.Policy.FilterCount);
            Assert.Equal(LayerPlacement.Verdict, StatusOf(LayerId.OutboundTransportV4)!.Placement);
            AssertBlocked(blocked, isTold: true);
        }
        finally
        {
            full.ForEach(one => one.Dispose());
        }

        Assert.Empty(moves);
        ulong limit = LimitNothing(LayerId.OutboundTransportV4);
        AssertBlocked(blocked, isTold: false);
        _client.Session.DeleteFilter(limit);
        AssertBlocked(blocked, isTold: true);
        Assert.Equal([LayerPlacement.Action, LayerPlacement.Verdict], moves.Select(move => move.Placement));
        Assert.Equal("netfilter LOCAL_OUT priority 50", Assert.Single(moves[1].Hooks).ToString());
        Assert.Equal("tcx egress", Assert.Single(moves[0].Hooks).ToString());
        Assert.Equal(["lo", _network.Client.InterfaceName], moves[0].Interfaces.Where(one => one.IsCovered).Select(one => one.Link.Name));
    }

    /// <summary>Until an interface that comes has the programs, its packets are evaluated at netfilter's hook: none passes that is blocked.</summary>
    [Fact]
    public void AnInterfaceThatComesLaterHasNoGap()
    {
        const int count = 2_000;
        ulong blocked = Add(LayerId.OutboundTransportV4, FilterAction.Block, FilterCondition.RemotePort(Port));
        LimitNothing(LayerId.OutboundTransportV4);
        using Socket receiver = Bound(_network.Server, IPAddress.Any, Port);
        VirtualEthernetEnd.Join(
            new(_network.Server.Namespace, "late", InterfaceAddress.Parse("203.0.113.2/24")),
            new(_network.Client.Namespace, "late", InterfaceAddress.Parse("203.0.113.1/24")));

        (int sent, int refused) = DatagramFlood.Send(_network.Client, new IPEndPoint(IPAddress.Parse("203.0.113.2"), Port), count);

        Assert.True(SpinWait.SpinUntil(() => StatusOf(LayerId.OutboundTransportV4)!.Interfaces.Any(one => one.Link.Name == "late" && one.IsCovered), s_patience));
        Assert.Equal(count, sent + refused);
        Assert.Equal((count, 0), DatagramFlood.Send(_network.Client, new IPEndPoint(IPAddress.Parse("203.0.113.2"), Port), count));
        Assert.Equal(2ul * count, _client.Engine.GetCounters(blocked).Packets);
        Assert.Equal(0, receiver.Available);
    }

    /// <summary>The packets that had passed netfilter's hook before the layer came back to it are still evaluated: here one that waits for its neighbour.</summary>
    [Fact]
    public void APacketOnItsWayIsEvaluatedThoughTheLayerHasMovedBack()
    {
        VirtualEthernetEnd.Join(
            new(_network.Server.Namespace, "slow", InterfaceAddress.Parse("203.0.113.2/24")),
            new(_network.Client.Namespace, "slow", InterfaceAddress.Parse("203.0.113.1/24")));
        ulong blocked = Add(LayerId.OutboundTransportV4, FilterAction.Block, FilterCondition.RemotePort(Port));
        ulong limit = LimitNothing(LayerId.OutboundTransportV4);
        using EnforcedHost server = new(_network.Server);
        ulong silent = server.Session.AddFilter(Spec(
            LayerId.InboundMacFrameEthernet, FilterAction.Block, new FilterCondition(Fields.EtherType, FilterMatchType.Equal, FilterValue.UInt16(0x0806))));
        using Socket receiver = Bound(_network.Server, IPAddress.Any, Port);
        using Socket sender = Bound(_network.Client, IPAddress.Any, OwnPort);

        sender.SendTo(new byte[Size], new IPEndPoint(IPAddress.Parse("203.0.113.2"), Port));
        Assert.True(SpinWait.SpinUntil(() => server.Engine.GetCounters(silent).Packets > 0, s_patience));
        Assert.Equal(0ul, _client.Engine.GetCounters(blocked).Packets);
        _client.Session.DeleteFilter(limit);
        server.Session.DeleteFilter(silent);

        // The kernel asks for the neighbour again after a second.
        Assert.True(SpinWait.SpinUntil(() => _client.Engine.GetCounters(blocked).Packets == 1, s_patience));
        Assert.Equal(0, receiver.Available);
        AssertBlocked(blocked, isTold: true);
    }

    private static void TellErrors(Socket socket)
    {
        // IP_RECVERR and IPV6_RECVERR of ip(7) and ipv6(7): a drop that the kernel knows of is an error of the next send.
        if (socket.AddressFamily == AddressFamily.InterNetwork)
        {
            socket.SetRawSocketOption(0, 11, BitConverter.GetBytes(1));
        }
        else
        {
            socket.SetRawSocketOption(41, 25, BitConverter.GetBytes(1));
        }
    }

    private void AssertBlocked(ulong id, bool isTold)
    {
        ulong before = _client.Engine.GetCounters(id).Packets;
        (int sent, int refused) = DatagramFlood.Send(_network.Client, new IPEndPoint(_network.Server4, Port), 10);
        Assert.Equal(isTold ? (0, 10) : (10, 0), (sent, refused));
        Assert.Equal(before + 10, _client.Engine.GetCounters(id).Packets);
    }

    private static Socket Bound(TestHost host, IPAddress address, ushort port)
    {
        Socket socket = host.OpenSocket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(address, port));
        return socket;
    }

    private LayerStatus? StatusOf(LayerId layer) => _client.Kernel.ReadStatus().FirstOrDefault(status => status.Layer == layer);

    private ulong Add(LayerId layer, FilterAction action, params FilterCondition[] conditions) => _client.Session.AddFilter(Spec(layer, action, conditions));

    private static FilterSpec Spec(LayerId layer, FilterAction action, params FilterCondition[] conditions) =>
        new() { Name = "one", Layer = layer, Action = action, Conditions = [.. conditions] };

    private ulong LimitNothing(params LayerId[] layers) => layers.Select(layer => LimitNothing(_client.Session, layer)).ToList()[0];

    /// <summary>A limit that no packet meets.</summary>
    private static ulong LimitNothing(Session session, LayerId layer) => session.AddFilter(new FilterSpec
    {
        Name = "limits nothing",
        Layer = layer,
        Action = FilterAction.Limit,
        Limit = LimitSpec.Packets(1, 1),
        Conditions =
        [
            FilterCondition.RemoteAddress(IPAddress.Parse(Layers.Get(layer).Name.Contains("V6", StringComparison.Ordinal) ? "2001:db8:9::1" : "203.0.113.99")),
        ],
    });
}
