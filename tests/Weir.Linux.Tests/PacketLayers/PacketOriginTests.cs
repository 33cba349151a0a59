using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Weir.Engine;
using Weir.Linux.Tests.Programs;
using Weir.Testing;

namespace Weir.Linux.Tests.PacketLayers;

/// <summary>What packet sockets and raw sockets with headers of their own send, and IPv6 extension headers.</summary>
public sealed class PacketOriginTests : IDisposable
{
    private const ushort Port = 7792;
    private const ushort OwnPort = 7793;
    private const int Size = 32;
    private const byte Udp = 17;
    private const ushort MoreFragments = 0x2000;

    private readonly TestNetwork _network = TestNetwork.CreatePair();
    private readonly EnforcedHost _client;
    private readonly EnforcedHost _server;
    private readonly uint _toServer;
    private readonly uint _toClient;

    public PacketOriginTests()
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

    /// <summary>What a packet socket sends passes no layer of packets on its way out, and all of them where it arrives. One that listens sees also what they block.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PacketSockets(bool isV6)
    {
        AddressFamily family = isV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        (IPAddress own, IPAddress server) = (_network.Client.Address(family), _network.Server.Address(family));
        using Socket receiver = Receiver(server);
        using Socket tap = _network.Server.OpenSocket(AddressFamily.Packet, SocketType.Raw, 0);
        tap.Bind(new LinkEndPoint((int)_toClient, isV6 ? (ushort)0x86dd : (ushort)0x0800));
        using FrameSender frames = new(_network.Client, _network.Server);
        ulong[] atClient = [.. new[] { LayerId.OutboundIpPacketV4, LayerId.DatagramDataV4, LayerId.OutboundTransportV4 }.Select(layer =>
            _client.Session.AddFilter(new FilterSpec
            {
                Name = "not on the way out",
                Layer = LookOf.Layer(layer, isV6),
                Action = FilterAction.Block,
                Conditions = [FilterCondition.RemoteAddress(server)],
            }))];
        ulong bytes = Size + (isV6 ? 48u : 28u);

        BlockedPlace.InTurn(
            round =>
            {
                byte[] payload = new byte[Size];
                payload[^1] = round;
                byte[] datagram = Datagram(own, server, payload);
                frames.Send(isV6 ? Packets.V6(own.ToString(), server.ToString(), [], Udp, datagram) : Packets.V4(own.ToString(), server.ToString(), Udp, datagram), family);
                return true;
            },
            receiver,
            new(_server, LookOf.Packet(LayerId.InboundIpPacketV4, _toClient, server, own), bytes),
            new(_server, LookOf.Datagram(Direction.Inbound, _toClient, (server, own), Udp, (Port, OwnPort)), bytes));

        Assert.All(atClient, id => Assert.Equal(0u, _client.Engine.GetCounters(id).Packets));
        byte[] seen = new byte[2048];
        tap.ReceiveTimeout = 20_000;
        for (int round = 0; round <= 2;)
        {
            int length = tap.Receive(seen);
            if (length == 14 + (int)bytes)
            {
                Assert.Equal(round++, seen[length - 1]);
            }
        }
    }

    /// <summary>A raw socket may write the source that it likes, and fragments too.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(MoreFragments)]
    public void ARawSocketThatWritesTheHeaderItself(ushort fragment)
    {
        IPAddress source = IPAddress.Parse("192.0.2.77");
        IPAddress server = _network.Server4;
        using Socket sender = _network.Client.OpenSocket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Raw);
        Func<byte, bool> send = round =>
        {
            byte[] payload = new byte[Size];
            payload[^1] = round;
            try
            {
                sender.SendTo(Packets.V4("192.0.2.77", server.ToString(), Udp, Datagram(source, server, payload), fragment: fragment), new IPEndPoint(server, 0));
                return true;
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AccessDenied)
            {
                return false;
            }
        };
        ConditionFlags flags = fragment == 0 ? 0 : ConditionFlags.IsFragment;
        ulong bytes = Size + 28;
        BlockedPlace[] places =
        [
            new(_client, LookOf.Datagram(Direction.Outbound, _toServer, (source, server), Udp, (OwnPort, Port), flags: flags), bytes, IsTold: true),
            new(_client, LookOf.Packet(LayerId.OutboundIpPacketV4, _toServer, source, server, flags: flags), bytes, IsTold: true),
            new(_server, LookOf.Packet(LayerId.InboundIpPacketV4, _toClient, server, source, flags: flags), bytes),
        ];
        if (fragment == 0)
        {
            using Socket receiver = Receiver(server);
            BlockedPlace.InTurn(
                send, receiver, [.. places, new(_server, LookOf.Datagram(Direction.Inbound, _toClient, (server, source), Udp, (Port, OwnPort)), bytes)]);
            return;
        }

        // Alone a fragment arrives nowhere.
        foreach (BlockedPlace place in places)
        {
            using ExpectedPackets expected = new(place.Host, place.Values);
            Assert.Equal(!place.IsTold, send(0));
            expected.AssertMet(1, bytes);
        }
    }

    [Fact]
    public void ExtensionHeadersBeforeADatagram()
    {
        (IPAddress own, IPAddress server) = (_network.Client.Address(AddressFamily.InterNetworkV6), _network.Server6);
        using Socket receiver = Receiver(server);
        using Socket sender = WithExtensionHeaders(own);
        ulong bytes = Size + 48 + 16;

        BlockedPlace.InTurn(
            BlockedPlace.Sending(sender, new IPEndPoint(server, Port), Size),
            receiver,
            new(_client, LookOf.Datagram(Direction.Outbound, _toServer, (own, server), Udp, (OwnPort, Port)), bytes, IsTold: true),
            new(_client, LookOf.Packet(LayerId.OutboundIpPacketV4, _toServer, own, server), bytes, IsTold: true),
            new(_server, LookOf.Packet(LayerId.InboundIpPacketV4, _toClient, server, own), bytes),
            new(_server, LookOf.Datagram(Direction.Inbound, _toClient, (server, own), Udp, (Port, OwnPort)), bytes));
    }

    [Fact]
    public void AnErrorAboutADatagramWithExtensionHeaders()
    {
        (IPAddress own, IPAddress server) = (_network.Client.Address(AddressFamily.InterNetworkV6), _network.Server6);
        using Socket sender = WithExtensionHeaders(own);
        sender.Connect(new IPEndPoint(server, Port));
        ulong bytes = Size + 48 + 16 + 48;
        using ExpectedPackets sent = new(_server, LookOf.ErrorSent(_toClient, server, own), FilterAction.Permit);
        using ExpectedPackets received = new(_client, LookOf.ErrorReceived(_toServer, own, server, protocol: null, ports: null));

        sender.Send(new byte[Size]);

        sent.AssertMet(1, bytes);
        received.AssertMet(1, bytes);
    }

    /// <summary>Eight are followed; behind more of them protocol and ports stay absent, though the kernel delivers the datagram.</summary>
    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    public void ManyExtensionHeaders(int count)
    {
        (IPAddress own, IPAddress server) = (_network.Client.Address(AddressFamily.InterNetworkV6), _network.Server6);
        using Socket receiver = Receiver(server);
        using FrameSender frames = new(_network.Client, _network.Server);
        (byte, byte[])[] chain = [.. Enumerable.Repeat(((byte)60, Packets.Extension(1)), count)];
        bool isRead = count <= 8;
        ulong malformed = _server.Kernel.GetLayerCounters(LayerId.DatagramDataV6).MalformedPackets;

        BlockedPlace.InTurn(
            round =>
            {
                byte[] payload = new byte[Size];
                payload[^1] = round;
                frames.Send(Packets.V6(own.ToString(), server.ToString(), chain, Udp, Datagram(own, server, payload)), AddressFamily.InterNetworkV6);
                return true;
            },
            receiver,
            new BlockedPlace(
                _server,
                LookOf.Datagram(Direction.Inbound, _toClient, (server, own), isRead ? Udp : null, isRead ? (Port, OwnPort) : null),
                Size + 48 + ((ulong)count * 8)));

        Assert.Equal(isRead ? 0u : 1u, _server.Kernel.GetLayerCounters(LayerId.DatagramDataV6).MalformedPackets - malformed);
    }

    private Socket Receiver(IPAddress server)
    {
        Socket socket = _network.Server.OpenSocket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(server, Port));
        return socket;
    }

    /// <summary>One that puts hop-by-hop and destination options before each datagram (RFC 3542).</summary>
    private Socket WithExtensionHeaders(IPAddress own)
    {
        const int Ipv6 = 41;
        const int HopByHopOptions = 54;
        const int DestinationOptions = 59;
        Socket socket = _network.Client.OpenSocket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(own, OwnPort));
        byte[] padding = [0, 0, 1, 4, 0, 0, 0, 0];
        socket.SetRawSocketOption(Ipv6, HopByHopOptions, padding);
        socket.SetRawSocketOption(Ipv6, DestinationOptions, padding);
        return socket;
    }

    /// <summary>A datagram with its checksum, which IPv6 insists on.</summary>
    private static byte[] Datagram(IPAddress source, IPAddress destination, byte[] payload)
    {
        byte[] datagram = [.. Packets.Ports(OwnPort, Port), .. payload];
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(4), (ushort)datagram.Length);
        byte[] pseudoHeader = [.. source.GetAddressBytes(), .. destination.GetAddressBytes(), 0, Udp, datagram[4], datagram[5]];
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(6), InternetChecksum.Compute([.. pseudoHeader, .. datagram]));
        return datagram;
    }
}
