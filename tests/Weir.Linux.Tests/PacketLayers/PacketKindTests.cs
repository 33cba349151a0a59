using System.Net;
using System.Net.Sockets;
using Weir.Engine;
using Weir.Testing;

namespace Weir.Linux.Tests.PacketLayers;

/// <summary>Multicast, broadcast and loopback at every layer that they pass: each field, verdict and counter, over real traffic.</summary>
public sealed class PacketKindTests : IDisposable
{
    private const ushort Port = 7790;
    private const ushort OwnPort = 7791;
    private const int Size = 32;
    private const byte Udp = 17;

    private readonly TestNetwork _network = TestNetwork.CreatePair();
    private readonly EnforcedHost _client;
    private readonly EnforcedHost _server;
    private readonly uint _toServer;
    private readonly uint _toClient;

    public PacketKindTests()
    {
        _client = new EnforcedHost(_network.Client);
        _server = new EnforcedHost(_network.Server);
        _toServer = _client.IndexOf(_network.Client.InterfaceName);
        _toClient = _server.IndexOf(_network.Server.InterfaceName);
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        _network.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Multicast(bool isV6)
    {
        IPAddress own = Own(isV6);
        IPAddress group = Group(isV6);
        using Socket receiver = Member(_server, group, _toClient);
        using Socket sender = Bound(_client, own, OwnPort);
        ulong bytes = Bytes(isV6);

        BlockedPlace.InTurn(
            BlockedPlace.Sending(sender, new IPEndPoint(group, Port), Size),
            receiver,
            new(_client, LookOf.Datagram(Direction.Outbound, _toServer, (own, group), Udp, (OwnPort, Port)), bytes, IsTold: true),
            new(_client, LookOf.Packet(LayerId.OutboundIpPacketV4, _toServer, own, group), bytes, IsTold: true),
            new(_server, LookOf.Packet(LayerId.InboundIpPacketV4, _toClient, group, own, LookOf.Multicast), bytes),
            new(_server, LookOf.Datagram(Direction.Inbound, _toClient, (group, own), Udp, (Port, OwnPort), LookOf.Multicast), bytes));
    }

    /// <summary>The copy for the sender's own host passes OUTBOUND_IPPACKET too, and comes back as if by the same interface.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MulticastWithAMemberOnTheSameHost(bool isV6)
    {
        IPAddress own = Own(isV6);
        IPAddress group = Group(isV6);
        using Socket member = Member(_client, group, _toServer);
        using Socket receiver = Member(_server, group, _toClient);
        using Socket sender = Bound(_client, own, OwnPort);
        Func<byte, bool> send = BlockedPlace.Sending(sender, new IPEndPoint(group, Port), Size);
        ulong bytes = Bytes(isV6);
        FieldValues sent = LookOf.Packet(LayerId.OutboundIpPacketV4, _toServer, own, group);

        // Of IPv4 the copy is made before either is asked for, of IPv6 once the first is permitted.
        ulong copies = isV6 ? 1u : 2u;
        BlockedPlace.InTurn(
            send,
            member,
            new(_client, sent, copies * bytes, IsTold: true, Packets: copies),
            new(_client, LookOf.Packet(LayerId.InboundIpPacketV4, _toServer, group, own, LookOf.Multicast), bytes),
            new(_client, LookOf.Datagram(Direction.Inbound, _toServer, (group, own), Udp, (Port, OwnPort), LookOf.Multicast), bytes));
        using ExpectedPackets both = new(_client, sent, FilterAction.Permit);
        Assert.True(send(0));
        both.AssertMet(2, 2 * bytes);
    }

    [Theory]
    [InlineData("255.255.255.255")]
    [InlineData("192.0.2.255")]
    public void Broadcast(string text)
    {
        IPAddress all = IPAddress.Parse(text);
        IPAddress own = Own(isV6: false);
        using Socket receiver = Bound(_server, IPAddress.Any, Port);
        using Socket sender = Bound(_client, own, OwnPort);
        sender.EnableBroadcast = true;
        ulong bytes = Bytes(isV6: false);

        // Where packets arrive the kernel has not yet asked its routes, which alone know a network's broadcast address.
        byte onArrival = all.Equals(IPAddress.Broadcast) ? LookOf.Broadcast : LookOf.Unicast;

        // The sender's host gets a copy of each.
        BlockedPlace.InTurn(
            BlockedPlace.Sending(sender, new IPEndPoint(all, Port), Size),
            receiver,
            new(_client, LookOf.Datagram(Direction.Outbound, _toServer, (own, all), Udp, (OwnPort, Port)), bytes, IsTold: true),
            new(_client, LookOf.Packet(LayerId.OutboundIpPacketV4, _toServer, own, all), 2 * bytes, IsTold: true, Packets: 2),
            new(_server, LookOf.Packet(LayerId.InboundIpPacketV4, _toClient, all, own, onArrival), bytes),
            new(_server, LookOf.Datagram(Direction.Inbound, _toClient, (all, own), Udp, (Port, OwnPort), LookOf.Broadcast), bytes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Loopback(bool isV6)
    {
        IPAddress self = isV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        uint index = _client.IndexOf("lo");
        using Socket receiver = Bound(_client, self, Port);
        using Socket sender = Bound(_client, self, OwnPort);
        ulong bytes = Bytes(isV6);

        BlockedPlace.InTurn(
            BlockedPlace.Sending(sender, new IPEndPoint(self, Port), Size),
            receiver,
            new(_client, LookOf.Datagram(Direction.Outbound, index, (self, self), Udp, (OwnPort, Port), flags: ConditionFlags.IsLoopback), bytes, IsTold: true),
            new(_client, LookOf.Packet(LayerId.OutboundIpPacketV4, index, self, self, flags: ConditionFlags.IsLoopback), bytes, IsTold: true),
            new(_client, LookOf.Packet(LayerId.InboundIpPacketV4, index, self, self, flags: ConditionFlags.IsLoopback), bytes),
            new(_client, LookOf.Datagram(Direction.Inbound, index, (self, self), Udp, (Port, OwnPort), flags: ConditionFlags.IsLoopback), bytes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnIcmpErrorOnLoopback(bool isV6)
    {
        IPAddress self = isV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        uint index = _client.IndexOf("lo");
        using Socket sender = Bound(_client, self, OwnPort);
        sender.Connect(new IPEndPoint(self, Port));
        FieldValues[] errors =
        [
            LookOf.ErrorSent(index, self, self, ConditionFlags.IsLoopback),
            LookOf.ErrorReceived(index, self, self, Udp, (OwnPort, Port), ConditionFlags.IsLoopback),
        ];

        // The error has a header of 8 bytes and the whole datagram behind it.
        ulong bytes = Bytes(isV6) + (isV6 ? 48u : 28u);
        foreach (FieldValues error in errors)
        {
            using ExpectedPackets expected = new(_client, error);
            sender.Send(new byte[Size]);
            expected.AssertMet(1, bytes);
            Assert.Equal(SocketError.Success, ErrorOf(sender));
        }

        sender.Send(new byte[Size]);
        Assert.True(SpinWait.SpinUntil(() => ErrorOf(sender) == SocketError.ConnectionRefused, TimeSpan.FromSeconds(20)));
    }

    private static ulong Bytes(bool isV6) => Size + (isV6 ? 48u : 28u);

    private static IPAddress Group(bool isV6) => IPAddress.Parse(isV6 ? "ff15::7:7" : "239.7.7.7");

    private static SocketError ErrorOf(Socket socket) => (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;

    private IPAddress Own(bool isV6) => _network.Client.Address(isV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork);

    private static Socket Bound(EnforcedHost host, IPAddress address, ushort port)
    {
        Socket socket = host.Host.OpenSocket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(address, port));
        return socket;
    }

    private static Socket Member(EnforcedHost host, IPAddress group, uint index)
    {
        bool isV6 = group.AddressFamily == AddressFamily.InterNetworkV6;
        Socket socket = Bound(host, isV6 ? IPAddress.IPv6Any : IPAddress.Any, Port);
        if (isV6)
        {
            socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(group, index));
        }
        else
        {
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(group, (int)index));
        }

        return socket;
    }
}
