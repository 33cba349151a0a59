using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Weir.Linux.Tests.Networking;

public class RouteNetlinkTests
{
    [Fact]
    public void A_new_namespace_has_a_loopback_that_can_be_switched_on_and_off()
    {
        using var created = NetworkNamespace.Create();
        using var netlink = RouteNetlink.Open(created);

        var loopback = Assert.Single(netlink.GetLinks());
        Assert.Equal((1, "lo", 65536), (loopback.Index, loopback.Name, loopback.MaximumTransmissionUnit));
        Assert.Equal(NetworkLinkFlags.Loopback, loopback.Flags);

        netlink.SetUp("lo");
        Assert.True(netlink.FindLink("lo")!.Flags.HasFlag(NetworkLinkFlags.Up | NetworkLinkFlags.Running));
        netlink.SetDown("lo");
        Assert.False(netlink.FindLink(1)!.Flags.HasFlag(NetworkLinkFlags.Up));
    }

    [Fact]
    public void A_pair_has_its_ends_in_two_namespaces_and_goes_as_a_whole()
    {
        using var left = NetworkNamespace.Create();
        using var right = NetworkNamespace.Create();
        using var leftNetlink = RouteNetlink.Open(left);
        using var rightNetlink = RouteNetlink.Open(right);

        leftNetlink.CreateVirtualEthernetPair("near", "far", right);
        var far = rightNetlink.FindLink("far");
        Assert.NotNull(far);
        Assert.Equal(far.Index, rightNetlink.GetIndex("far"));
        Assert.Null(leftNetlink.FindLink("far"));
        Assert.Equal(6, far.HardwareAddress.GetAddressBytes().Length);

        leftNetlink.DeleteLink("near");
        Assert.Null(leftNetlink.FindLink("near"));
        Assert.Null(rightNetlink.FindLink("far"));
    }

    [Fact]
    public void An_interface_tells_of_the_namespace_of_its_other_end()
    {
        using var here = NetworkNamespace.Create();
        using var there = NetworkNamespace.Create();
        using var elsewhere = NetworkNamespace.Create();
        using var netlink = RouteNetlink.Open(here);
        netlink.CreateVirtualEthernetPair("here", "too", here);
        Assert.Null(netlink.FindNamespaceId(there));

        netlink.CreateVirtualEthernetPair("near", "far", there);

        var id = netlink.FindLink("near")!.OtherNamespaceId;
        Assert.NotNull(id);
        Assert.Equal(id, netlink.FindNamespaceId(there));
        Assert.Null(netlink.FindNamespaceId(elsewhere));
        Assert.Null(netlink.FindLink("here")!.OtherNamespaceId);
        Assert.Null(netlink.FindLink("lo")!.OtherNamespaceId);
    }

    [Fact]
    public void Size_and_hardware_address_are_set()
    {
        using var created = NetworkNamespace.Create();
        using var netlink = RouteNetlink.Open(created);
        netlink.CreateVirtualEthernetPair("a", "b", created);

        netlink.SetMaximumTransmissionUnit("a", 1280);
        netlink.SetHardwareAddress("a", PhysicalAddress.Parse("02-00-00-00-00-2A"));

        var link = netlink.FindLink("a")!;
        Assert.Equal(1280, link.MaximumTransmissionUnit);
        Assert.Equal("02000000002A", link.HardwareAddress.ToString());
    }

    [Theory]
    [InlineData("192.0.2.1/24", "192.0.2.2/24")]
    [InlineData("2001:db8::1/64", "2001:db8::2/64")]
    public void Joined_namespaces_exchange_datagrams_at_once(string first, string second)
    {
        using var left = NetworkNamespace.Create();
        using var right = NetworkNamespace.Create();
        VirtualEthernetEnd.Join(new(left, "near", InterfaceAddress.Parse(first)), new(right, "far", InterfaceAddress.Parse(second)));

        Assert.Equal([42], Exchange(left, right, InterfaceAddress.Parse(second).Address));
    }

    [Fact]
    public void A_routed_address_is_reached_by_gateway_and_by_link()
    {
        using var left = NetworkNamespace.Create();
        using var right = NetworkNamespace.Create();
        VirtualEthernetEnd.Join(
            new(left, "near", InterfaceAddress.Parse("192.0.2.1/24")),
            new(right, "far", InterfaceAddress.Parse("192.0.2.2/24"), InterfaceAddress.Parse("198.51.100.1/32"), InterfaceAddress.Parse("203.0.113.1/32")));
        using (var netlink = RouteNetlink.Open(left))
        {
            netlink.AddRoute(IPNetwork.Parse("198.51.100.0/24"), IPAddress.Parse("192.0.2.2"));
            netlink.AddRoute(IPNetwork.Parse("203.0.113.0/24"), "near");
        }

        Assert.Equal([42], Exchange(left, right, IPAddress.Parse("198.51.100.1")));
        Assert.Equal([42], Exchange(left, right, IPAddress.Parse("203.0.113.1")));
    }

    [Fact]
    public void A_refusal_carries_the_error_number_and_the_kernels_words()
    {
        using var created = NetworkNamespace.Create();
        using var netlink = RouteNetlink.Open(created);
        netlink.CreateVirtualEthernetPair("a", "b", created);

        var tooSmall = Assert.Throws<NetlinkException>(() => netlink.SetMaximumTransmissionUnit("a", 1));
        Assert.Equal(22, tooSmall.ErrorNumber);
        Assert.Equal("mtu less than device minimum", tooSmall.KernelMessage);
        Assert.Contains("mtu less than device minimum", tooSmall.Message);

        var taken = Assert.Throws<NetlinkException>(() => netlink.CreateVirtualEthernetPair("a", "c", created));
        Assert.Equal(17, taken.ErrorNumber);
        Assert.Contains("a - c", taken.Message);

        var unreachable = Assert.Throws<NetlinkException>(() => netlink.AddRoute(IPNetwork.Parse("198.51.100.0/24"), IPAddress.Parse("192.0.2.2")));
        Assert.Equal("Nexthop has invalid gateway", unreachable.KernelMessage);
    }

    [Fact]
    public void A_missing_interface_is_named_together_with_those_that_exist()
    {
        using var created = NetworkNamespace.Create();
        using var netlink = RouteNetlink.Open(created);
        Assert.Contains("There are: lo.", Assert.Throws<ArgumentException>(() => netlink.SetUp("eth7")).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("has space")]
    [InlineData("sixteen-bytes-ab")]
    public void An_impossible_interface_name_is_refused(string name)
    {
        using var created = NetworkNamespace.Create();
        using var netlink = RouteNetlink.Open(created);
        Assert.Throws<ArgumentException>(() => netlink.CreateVirtualEthernetPair(name, "b", created));
    }

    [Fact]
    public void Many_interfaces_are_listed_whole()
    {
        using var created = NetworkNamespace.Create();
        using var netlink = RouteNetlink.Open(created);
        for (var pair = 0; pair < 50; pair++)
            netlink.CreateVirtualEthernetPair($"a{pair}", $"b{pair}", created);
        Assert.Equal(101, netlink.GetLinks().Count);
    }

    private static byte[] Exchange(NetworkNamespace from, NetworkNamespace to, IPAddress destination)
    {
        using var receiver = to.Run(() => new Socket(destination.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 2000 });
        using var sender = from.Run(() => new Socket(destination.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
        receiver.Bind(new IPEndPoint(destination, 4000));
        sender.SendTo([42], new IPEndPoint(destination, 4000));
        var buffer = new byte[16];
        return buffer[..receiver.Receive(buffer)];
    }
}
