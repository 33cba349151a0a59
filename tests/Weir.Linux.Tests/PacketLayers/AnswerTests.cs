using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Linux.Tests.Programs;
using Weir.Testing;

namespace Weir.Linux.Tests.PacketLayers;

/// <summary>
/// Packets that no socket takes, at the layers of what was discarded: a block there suppresses the kernel's RST or ICMP error, a permit leaves it,
/// and what applications send is never touched.
/// </summary>
public sealed class AnswerTests : IDisposable
{
    private const ushort Port = 7815;
    private const ushort ClosedPort = 7816;
    private const ushort ClientPort = 7817;
    private const int Payload = 16;

    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly TestNetwork _network = TestNetwork.CreatePair();
    private readonly EnforcedHost _server;
    private readonly ConcurrentQueue<NetEvent> _events = [];

    public AnswerTests()
    {
        _network.Server.SendIcmpErrorsWithoutLimit();
        _server = new EnforcedHost(_network.Server);
        _server.Kernel.NetEventRaised += _events.Enqueue;
    }

    public void Dispose()
    {
        _server.Dispose();
        _network.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ABlockMakesAClosedTcpPortSilent(bool isV6)
    {
        (IPAddress client, IPAddress server) = Ends(isV6);
        LayerId layer = LookOf.Layer(LayerId.InboundTransportV4Discard, isV6);
        ulong sent = Count(LookOf.Layer(LayerId.OutboundTransportV4, isV6), FilterCondition.RemoteAddress(client), FilterCondition.Protocol(ProtocolType.Tcp));
        Assert.Equal(ProbeResult.Refused, Connect(server));
        Assert.Equal(1ul, _server.Engine.GetCounters(sent).Packets);
        FieldValues values = LookOf.Packet(LayerId.InboundTransportV4Discard, _server.IndexOf(_network.Server.InterfaceName), server, client);
        values[Fields.IpProtocol] = FilterValue.UInt8(6);
        values[Fields.IpLocalPort] = FilterValue.UInt16(ClosedPort);
        values[Fields.IpRemotePort] = FilterValue.UInt16(ClientPort);

        using (ExpectedPackets expected = new(_server, values))
        {
            Assert.Equal(ProbeResult.TimedOut, Connect(server));
            expected.AssertMet(1, isV6 ? 60u : 40u);
        }

        AssertTold(layer, DiscardReason.EndpointNotFound, 6, client, server);
        Assert.Equal(1ul, _server.Engine.GetCounters(sent).Packets);
        using (ExpectedPackets expected = new(_server, values, FilterAction.Permit))
        {
            Assert.Equal(ProbeResult.Refused, Connect(server));
            expected.AssertMet(1, isV6 ? 60u : 40u);
        }

        Assert.Equal(2ul, _server.Engine.GetCounters(sent).Packets);
        Assert.False(_server.Kernel.IsAttached(layer));
        Assert.Equal(ProbeResult.Refused, Connect(server));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ABlockMakesAClosedUdpPortSilent(bool isV6)
    {
        (IPAddress client, IPAddress server) = Ends(isV6);
        LayerId layer = LookOf.Layer(LayerId.InboundIpPacketV4Discard, isV6);
        ulong sent = Count(LookOf.Layer(LayerId.OutboundIcmpErrorV4, isV6), FilterCondition.RemoteAddress(client));
        Assert.Equal(ProbeResult.Refused, SendDatagram(server));
        Assert.Equal(1ul, _server.Engine.GetCounters(sent).Packets);
        FieldValues values = LookOf.Packet(LayerId.InboundIpPacketV4Discard, _server.IndexOf(_network.Server.InterfaceName), server, client);

        // The ICMP error has all of the datagram in it.
        uint length = Payload + (isV6 ? 96u : 56u);
        using (ExpectedPackets expected = new(_server, values))
        {
            Assert.Equal(ProbeResult.TimedOut, SendDatagram(server));
            expected.AssertMet(1, length);
        }

        AssertTold(layer, DiscardReason.PortUnreachable, 17, client, server);
        Assert.Equal(1ul, _server.Engine.GetCounters(sent).Packets);
        using (ExpectedPackets expected = new(_server, values, FilterAction.Permit))
        {
            Assert.Equal(ProbeResult.Refused, SendDatagram(server));
            expected.AssertMet(1, length);
        }

        Assert.Equal(2ul, _server.Engine.GetCounters(sent).Packets);
        Assert.False(_server.Kernel.IsAttached(layer));
        Assert.Equal(ProbeResult.Refused, SendDatagram(server));
    }

    /// <summary>Everything is blocked at the layers of what was discarded, and a server answers, aborts its connection, and sends by raw sockets as ever.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatApplicationsSendPasses(bool isV6)
    {
        (IPAddress client, IPAddress server) = Ends(isV6);
        LayerId[] layers = [LookOf.Layer(LayerId.InboundTransportV4Discard, isV6), LookOf.Layer(LayerId.InboundIpPacketV4Discard, isV6)];
        ulong[] blocks = [.. layers.Select(layer => _server.Session.AddFilter(new FilterSpec { Name = "all", Layer = layer, Action = FilterAction.Block }))];
        using Socket listener = _network.Server.OpenSocket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(server, Port));
        listener.Listen();
        using Socket connecting = _network.Client.OpenSocket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        connecting.ReceiveTimeout = (int)s_patience.TotalMilliseconds;
        connecting.Connect(new IPEndPoint(server, Port));
        using (Socket accepted = listener.Accept())
        {
            accepted.Send([1]);
            Assert.Equal(1, connecting.Receive(new byte[1]));
            accepted.LingerState = new LingerOption(true, 0);
        }

        SocketException reset = Assert.Throws<SocketException>(() => connecting.Receive(new byte[1]));
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);

        // A RST and a port unreachable as the kernel would send them, but for who sends them.
        byte[] segment = Packets.Ports(ClosedPort, ClientPort, 20);
        (segment[12], segment[13]) = (0x50, 0x04);
        byte[] udp = Packets.Ports(ClientPort, ClosedPort, 8);
        byte[] error = [isV6 ? (byte)1 : (byte)3, isV6 ? (byte)4 : (byte)3, 0, 0, 0, 0, 0, 0,
            .. isV6 ? Packets.V6(client.ToString(), server.ToString(), [], 17, udp) : Packets.V4(client.ToString(), server.ToString(), 17, udp)];
        ulong segments = Count(LookOf.Layer(LayerId.OutboundTransportV4, isV6), FilterCondition.RemotePort(ClientPort), FilterCondition.Protocol(ProtocolType.Tcp));
        ulong errors = Count(LookOf.Layer(LayerId.OutboundIcmpErrorV4, isV6), FilterCondition.RemoteAddress(client));
        SendRaw(ProtocolType.Tcp, segment);
        SendRaw(isV6 ? ProtocolType.IcmpV6 : ProtocolType.Icmp, error);

        Assert.Equal((1ul, 1ul), (_server.Engine.GetCounters(segments).Packets, _server.Engine.GetCounters(errors).Packets));
        Assert.All(blocks, block => Assert.Equal(0ul, _server.Engine.GetCounters(block).Packets));
        Assert.All(layers, layer => Assert.Equal(0ul, _server.Kernel.GetLayerCounters(layer).PermittedPackets));

        // Nor does the host itself get an answer from a closed port of its own.
        Assert.Equal(ProbeResult.TimedOut, Probe.Tcp(_network.Server, new IPEndPoint(server, ClosedPort), s_short));
        Assert.Equal(ProbeResult.TimedOut, Probe.Udp(_network.Server, new IPEndPoint(server, ClosedPort), s_short));
        Assert.All(blocks, block => Assert.InRange(_server.Engine.GetCounters(block).Packets, 1ul, 2ul));

        void SendRaw(ProtocolType protocol, byte[] payload)
        {
            using Socket raw = _network.Server.OpenSocket(server.AddressFamily, SocketType.Raw, protocol);
            raw.Bind(new IPEndPoint(server, 0));
            raw.SendTo(payload, new IPEndPoint(client, 0));
        }
    }

    private (IPAddress Client, IPAddress Server) Ends(bool isV6)
    {
        AddressFamily family = isV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        return (_network.Client.Address(family), _network.Server.Address(family));
    }

    private ulong Count(LayerId layer, params FilterCondition[] conditions) =>
        _server.Session.AddFilter(new FilterSpec { Name = "count", Layer = layer, Action = FilterAction.Permit, Conditions = [.. conditions] });

    private void AssertTold(LayerId layer, DiscardReason reason, byte protocol, IPAddress client, IPAddress server)
    {
        Assert.True(SpinWait.SpinUntil(() => _events.Any(seen => seen.Layer == layer), s_patience));
        NetEvent told = Assert.Single(_events, seen => seen.Layer == layer);
        Assert.Equal((Verdict.Block, reason, null, Direction.Inbound, protocol), (told.Verdict, told.DiscardReason, told.DiscardFilterId, told.Direction, told.Protocol));
        Assert.Equal((server, ClosedPort, client, ClientPort), (told.LocalAddress, told.LocalPort, told.RemoteAddress, told.RemotePort));
    }

    private ProbeResult Connect(IPAddress server)
    {
        using Socket socket = _network.Client.OpenSocket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(_network.Client.Address(server.AddressFamily), ClientPort));
        socket.Blocking = false;
        try
        {
            socket.Connect(new IPEndPoint(server, ClosedPort));
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
        }

        return socket.Poll(s_short, SelectMode.SelectWrite) ? ResultOf(socket) : ProbeResult.TimedOut;
    }

    private ProbeResult SendDatagram(IPAddress server)
    {
        using Socket socket = _network.Client.OpenSocket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(_network.Client.Address(server.AddressFamily), ClientPort));
        socket.Connect(new IPEndPoint(server, ClosedPort));
        socket.Send(new byte[Payload]);
        return SpinWait.SpinUntil(() => ResultOf(socket) == ProbeResult.Refused, s_short) ? ProbeResult.Refused : ProbeResult.TimedOut;
    }

    private static ProbeResult ResultOf(Socket socket) =>
        (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! == SocketError.ConnectionRefused ? ProbeResult.Refused : ProbeResult.Answered;
}
