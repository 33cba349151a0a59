using System.Net;
using System.Net.Sockets;

namespace Weir.Testing.Tests;

public class ProbeTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    [Fact]
    public void Hosts_of_a_pair_reach_each_other_by_every_protocol_and_family() => ReachEachOther(TestNetwork.CreatePair());

    [Fact]
    public void Hosts_of_a_routed_network_reach_each_other_through_the_router() => ReachEachOther(TestNetwork.CreateRouted());

    [Fact]
    public void An_added_server_address_is_reached()
    {
        using var network = TestNetwork.CreatePair();
        var address = IPAddress.Parse("168.63.129.16");
        network.AddServerAddress(address);
        using var server = new EchoServer(network.Server, 4000, address);

        Assert.Equal(ProbeResult.Answered, Probe.Udp(network.Client, new IPEndPoint(address, 4000)));
        Assert.Equal(ProbeResult.Answered, Probe.Tcp(network.Client, new IPEndPoint(address, 4000)));
        Assert.Equal(ProbeResult.Answered, Probe.Ping(network.Client, address));
    }

    [Fact]
    public void What_goes_wrong_is_told_apart()
    {
        using var network = TestNetwork.CreatePair();
        var nobody = new IPEndPoint(network.Server4, 4001);
        Assert.Equal(ProbeResult.Refused, Probe.Tcp(network.Client, nobody));
        Assert.Equal(ProbeResult.Refused, Probe.Udp(network.Client, nobody));

        using (var silent = network.Server.OpenSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
        {
            silent.Bind(nobody);
            Assert.Equal(ProbeResult.TimedOut, Probe.Udp(network.Client, nobody, Short));
        }

        var noRoute = new IPEndPoint(IPAddress.Parse("203.0.113.1"), 4000);
        Assert.Equal(ProbeResult.Unreachable, Probe.Tcp(network.Client, noRoute));
        Assert.Equal(ProbeResult.Unreachable, Probe.Udp(network.Client, noRoute));
        Assert.Equal(ProbeResult.Unreachable, Probe.Ping(network.Client, noRoute.Address));

        using (var netlink = network.Server.OpenNetlink())
            netlink.SetDown(network.Server.InterfaceName);
        Assert.Equal(ProbeResult.TimedOut, Probe.Tcp(network.Client, new IPEndPoint(network.Server4, 4000), Short));
        Assert.Equal(ProbeResult.TimedOut, Probe.Ping(network.Client, network.Server4, Short));
    }

    [Fact]
    public void A_flood_arrives_and_is_bounded()
    {
        using var network = TestNetwork.CreatePair();
        using var sink = network.Server.OpenSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sink.ReceiveBufferSize = 4 << 20;
        sink.Bind(new IPEndPoint(network.Server4, 4000));

        Assert.Equal((100, 0), DatagramFlood.Send(network.Client, (IPEndPoint)sink.LocalEndPoint!, 100));
        var buffer = new byte[64];
        for (var index = 0; index < 100; index++)
            Assert.Equal(18, sink.Receive(buffer));
        Assert.Equal(0, sink.Available);
        Assert.Throws<ArgumentOutOfRangeException>(() => DatagramFlood.Send(network.Client, new IPEndPoint(network.Server4, 4000), DatagramFlood.MaximumCount + 1));
    }

    [Fact]
    public void A_frame_arrives_as_it_was_written()
    {
        using var network = TestNetwork.CreatePair();
        using var receiver = network.Server.OpenSocket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Udp);
        receiver.ReceiveTimeout = 2000;
        using var sender = new FrameSender(network.Client, network.Server);

        // An IPv4 header that announces UDP, and three bytes where a UDP header would need eight.
        byte[] packet = [0x45, 0, 0, 23, 0, 1, 0, 0, 64, 17, 0, 0, .. network.Client.Address(AddressFamily.InterNetwork).GetAddressBytes(), .. network.Server4.GetAddressBytes(), 1, 2, 3];
        var checksum = InternetChecksum.Compute(packet.AsSpan(0, 20));
        (packet[10], packet[11]) = ((byte)(checksum >> 8), (byte)checksum);

        sender.Send(packet.AsSpan(0, 10), AddressFamily.InterNetwork);
        sender.Send(packet, AddressFamily.InterNetwork);

        var buffer = new byte[100];
        Assert.Equal(packet, buffer[..receiver.Receive(buffer)]);
    }

    // RFC 1071 section 3, and the usual worked example of an IPv4 header.
    [Theory]
    [InlineData("0001f203f4f5f6f7", 0x220D)]
    [InlineData("4500003044224000800600008c7c19acae241e2b", 0x442E)]
    [InlineData("", 0xFFFF)]
    [InlineData("ff", 0x00FF)]
    public void The_checksum_is_that_of_the_standard(string hexadecimal, int checksum) =>
        Assert.Equal(checksum, InternetChecksum.Compute(Convert.FromHexString(hexadecimal)));

    private static void ReachEachOther(TestNetwork network)
    {
        using (network)
        {
            using var server = new EchoServer(network.Server, 4000);
            foreach (var address in new[] { network.Server4, network.Server6, network.Neighbour4, network.Neighbour6 })
            {
                Assert.Equal((address, ProbeResult.Answered), (address, Probe.Udp(network.Client, new IPEndPoint(address, 4000))));
                Assert.Equal((address, ProbeResult.Answered), (address, Probe.Tcp(network.Client, new IPEndPoint(address, 4000))));
                Assert.Equal((address, ProbeResult.Answered), (address, Probe.Ping(network.Client, address)));
            }
            Assert.Equal((4, 4), (server.Datagrams, server.Connections));
        }
    }
}
