using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Weir.Engine;
using Weir.Testing;

namespace Weir.Linux.Tests.PacketLayers;

/// <summary>Fragments, raw sockets, translated addresses and large TCP segments on their way from one host through a router to another.</summary>
public sealed class RoutedPacketTests : IDisposable
{
    private const ushort Port = 7794;
    private const ushort OwnPort = 7795;
    private const byte Udp = 17;

    // Of RFC 3692, for experiments.
    private const byte Experimental = 253;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly TestNetwork _network = TestNetwork.CreateRouted();
    private readonly EnforcedHost _client;
    private readonly EnforcedHost _router;
    private readonly EnforcedHost _server;
    private readonly uint _clientLeaves;
    private readonly uint _routerFrom;
    private readonly uint _routerTo;
    private readonly uint _serverFrom;

    public RoutedPacketTests()
    {
        _client = new EnforcedHost(_network.Client);
        _router = new EnforcedHost(_network.Router!);
        _server = new EnforcedHost(_network.Server);
        _clientLeaves = _client.IndexOf("to-router");
        _routerFrom = _router.IndexOf("to-client");
        _routerTo = _router.IndexOf("to-server");
        _serverFrom = _server.IndexOf("to-router");
    }

    public void Dispose()
    {
        _client.Dispose();
        _router.Dispose();
        _server.Dispose();
        _network.Dispose();
    }

    /// <summary>Whole where it leaves, in pieces where it arrives, and whole again once it is reassembled.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ADatagramOfThreeFragments(bool isV6)
    {
        const int Size = 4000;
        (IPAddress own, IPAddress server) = Ends(isV6);
        using Socket receiver = Open(_network.Server, new IPEndPoint(server, Port));
        using Socket sender = Open(_network.Client, new IPEndPoint(own, OwnPort));
        ulong whole = Size + (isV6 ? 48u : 28u);

        // Two more IP headers, and of IPv6 three fragment headers.
        ulong pieces = whole + (isV6 ? (2 * 40u) + (3 * 8) : 2 * 20);
        ConditionFlags fragment = ConditionFlags.IsFragment;

        BlockedPlace.InTurn(
            BlockedPlace.Sending(sender, new IPEndPoint(server, Port), Size),
            receiver,
            new(_client, LookOf.Datagram(Direction.Outbound, _clientLeaves, (own, server), Udp, (OwnPort, Port)), whole, IsTold: true),
            new(_client, LookOf.Packet(LayerId.OutboundIpPacketV4, _clientLeaves, own, server), whole, IsTold: true),
            new(_router, LookOf.Packet(LayerId.InboundIpPacketV4, _routerFrom, server, own, flags: fragment), pieces, Packets: 3),
            isV6
                ? new(_router, LookOf.Forwarded(_routerFrom, _routerTo, own, server), whole)
                : new(_router, LookOf.Forwarded(_routerFrom, _routerTo, own, server, fragment), pieces, Packets: 3),
            new(_server, LookOf.Packet(LayerId.InboundIpPacketV4, _serverFrom, server, own, flags: fragment), pieces, Packets: 3),
            new(_server, LookOf.Datagram(Direction.Inbound, _serverFrom, (server, own), Udp, (Port, OwnPort)), whole));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ARawSocketWithAProtocolWithoutPorts(bool isV6)
    {
        const int Size = 32;
        (IPAddress own, IPAddress server) = Ends(isV6);
        using Socket receiver = OpenRaw(_network.Server, isV6);
        using Socket sender = OpenRaw(_network.Client, isV6);
        ulong bytes = Size + (isV6 ? 40u : 20u);

        BlockedPlace.InTurn(
            BlockedPlace.Sending(sender, new IPEndPoint(server, 0), Size),
            receiver,
            new(_client, LookOf.Datagram(Direction.Outbound, _clientLeaves, (own, server), Experimental, ports: null), bytes, IsTold: true),
            new(_client, LookOf.Packet(LayerId.OutboundIpPacketV4, _clientLeaves, own, server), bytes, IsTold: true),
            new(_router, LookOf.Packet(LayerId.InboundIpPacketV4, _routerFrom, server, own), bytes),
            new(_router, LookOf.Forwarded(_routerFrom, _routerTo, own, server), bytes),
            new(_server, LookOf.Packet(LayerId.InboundIpPacketV4, _serverFrom, server, own), bytes),
            new(_server, LookOf.Datagram(Direction.Inbound, _serverFrom, (server, own), Experimental, ports: null), bytes));
    }

    /// <summary>
    /// Every address is translated on the way: the destination where the packet is sent, and again by the router, the source likewise. Each
    /// layer must see the addresses of its place among these steps.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AddressTranslation(bool isV6)
    {
        const int Size = 32;
        (IPAddress own, IPAddress server) = Ends(isV6);
        IPAddress asked = IPAddress.Parse(isV6 ? "2001:db8:9::5" : "203.0.113.5");
        IPAddress router = IPAddress.Parse(isV6 ? "2001:db8:1::fe" : "192.0.2.254");
        IPAddress mask = IPAddress.Parse(isV6 ? "2001:db8:1::9" : "192.0.2.9");
        IPAddress routerMask = IPAddress.Parse(isV6 ? "2001:db8:2::fe" : "198.51.100.254");
        string family = isV6 ? "ip6" : "ip";
        Translate(_network.Client, family, "output", $"{family} daddr {asked} dnat to {router}", $"{family} saddr {own} snat to {mask}");
        Translate(_network.Router!, family, "prerouting", $"{family} daddr {router} udp dport {Port} dnat to {server}", $"{family} saddr {mask} snat to {routerMask}");
        using Socket receiver = Open(_network.Server, new IPEndPoint(server, Port));
        using Socket sender = Open(_network.Client, new IPEndPoint(own, OwnPort));
        ulong bytes = Size + (isV6 ? 48u : 28u);

        BlockedPlace.InTurn(
            BlockedPlace.Sending(sender, new IPEndPoint(asked, Port), Size),
            receiver,
            new(_client, LookOf.Datagram(Direction.Outbound, _clientLeaves, (own, router), Udp, (OwnPort, Port)), bytes, IsTold: true),
            new(_client, LookOf.Packet(LayerId.OutboundIpPacketV4, _clientLeaves, mask, router), bytes, IsTold: true),
            new(_router, LookOf.Packet(LayerId.InboundIpPacketV4, _routerFrom, router, mask), bytes),
            new(_router, LookOf.Forwarded(_routerFrom, _routerTo, mask, server), bytes),
            new(_server, LookOf.Packet(LayerId.InboundIpPacketV4, _serverFrom, server, routerMask), bytes),
            new(_server, LookOf.Datagram(Direction.Inbound, _serverFrom, (server, routerMask), Udp, (Port, OwnPort)), bytes));
    }

    /// <summary>
    /// A segment that is cut up only by the last interface is one packet at every layer; a router that sends nothing itself has none at
    /// OUTBOUND_IPPACKET; and TCP is no datagram. A stream that is blocked stops, and goes on afterwards.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LargeTcpSegments(bool isV6)
    {
        const int Bytes = 4 << 20;
        const int Unit = 1500;
        (IPAddress own, IPAddress server) = Ends(isV6);
        using Socket listener = _network.Server.OpenSocket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(server, Port));
        listener.Listen();
        using Socket sender = _network.Client.OpenSocket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        sender.Connect(new IPEndPoint(server, Port));
        using Socket receiver = listener.Accept();
        receiver.ReceiveTimeout = sender.SendTimeout = (int)s_patience.TotalMilliseconds;
        ulong[] none =
        [
            Add(_client, LayerId.DatagramDataV4, isV6, server), Add(_server, LayerId.DatagramDataV4, isV6, own), Add(_router, LayerId.OutboundIpPacketV4, isV6, server),
        ];
        FieldValues leaving = LookOf.Packet(LayerId.OutboundIpPacketV4, _clientLeaves, own, server);
        FieldValues forwarded = LookOf.Forwarded(_routerFrom, _routerTo, own, server);
        FieldValues arriving = LookOf.Packet(LayerId.InboundIpPacketV4, _serverFrom, server, own);
        using (ExpectedPackets atClient = new(_client, leaving, FilterAction.Permit))
        using (ExpectedPackets atRouter = new(_router, forwarded, FilterAction.Permit))
        using (ExpectedPackets atServer = new(_server, arriving, FilterAction.Permit))
        {
            Move(sender, receiver, Bytes);

            ulong packets = atClient.Packets;
            Assert.InRange(packets, 1u, (ulong)Bytes / Unit / 4);
            atRouter.AssertSame(atClient);
            atServer.AssertSame(atClient);
        }

        using (ExpectedPackets blocked = new(_router, forwarded))
        {
            Assert.Equal(Unit, sender.Send(new byte[Unit]));
            Assert.True(SpinWait.SpinUntil(() => blocked.Packets > 0, s_patience));
            Assert.Equal(0, receiver.Available);
        }

        Move(sender, receiver, Bytes, before: Unit);
        Assert.Equal((0u, 0u, 0u), (Count(_client, none[0]), Count(_server, none[1]), Count(_router, none[2])));
    }

    private static void Translate(TestHost host, string family, string hook, string destinationRule, string sourceRule)
    {
        ProcessStartInfo start = new("nft") { RedirectStandardError = true };
        start.ArgumentList.Add(
            $"table {family} translation {{ chain before {{ type nat hook {hook} priority -100; {destinationRule}; }}; "
            + $"chain after {{ type nat hook postrouting priority 100; {sourceRule}; }}; }};");
        using Process process = host.StartProcess(start);
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }

    private static ulong Add(EnforcedHost host, LayerId layer, bool isV6, IPAddress remote) => host.Session.AddFilter(new FilterSpec
    {
        Name = "none",
        Layer = LookOf.Layer(layer, isV6),
        Action = FilterAction.Block,
        Conditions = [FilterCondition.RemoteAddress(remote)],
    });

    private static ulong Count(EnforcedHost host, ulong id) => host.Engine.GetCounters(id).Packets;

    /// <summary>Sends in large pieces while it receives what comes.</summary>
    private static void Move(Socket sender, Socket receiver, int count, int before = 0)
    {
        Thread writer = new(() =>
        {
            byte[] piece = new byte[1 << 18];
            for (int sent = 0; sent < count; sent += piece.Length)
            {
                sender.Send(piece);
            }
        });
        writer.Start();
        byte[] buffer = new byte[1 << 18];
        int received = 0;
        while (received < count + before)
        {
            received += receiver.Receive(buffer);
        }

        writer.Join();
    }

    private (IPAddress Own, IPAddress Server) Ends(bool isV6)
    {
        AddressFamily family = isV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        return (_network.Client.Address(family), _network.Server.Address(family));
    }

    /// <summary>.NET opens raw sockets of the protocols that it knows.</summary>
    private static Socket OpenRaw(TestHost host, bool isV6)
    {
        const int InterNetwork = 2;
        const int InterNetworkV6 = 10;
        const int Raw = 3;
        const int CloseOnExec = 0x80000;
        return host.Run(() =>
        {
            int descriptor = OpenSocket(isV6 ? InterNetworkV6 : InterNetwork, Raw | CloseOnExec, Experimental);
            Assert.True(descriptor >= 0);
            return new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
        });
    }

    [DllImport("libc", EntryPoint = "socket")]
    private static extern int OpenSocket(int domain, int type, int protocol);

    private static Socket Open(TestHost host, IPEndPoint local)
    {
        Socket socket = host.OpenSocket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(local);
        return socket;
    }
}
