using System.Net;
using System.Net.Sockets;
using Weir.Linux;

namespace Weir.Testing;

/// <summary>
/// Two hosts, <see cref="Client"/> and <see cref="Server"/>, joined directly or through a <see cref="Router"/>, with IPv4 and
/// IPv6 addresses and no way out. The server has a second address of each family, the neighbour, to show that what is not
/// filtered still works. Everything goes on dispose.
/// </summary>
/// <example><code>
/// using var network = TestNetwork.CreatePair();
/// using var server = new UdpEchoServer(network.Server, 4000);
/// Assert.Equal(ProbeResult.Answered, Probe.Udp(network.Client, new IPEndPoint(network.Server4, 4000)));
/// </code></example>
public sealed class TestNetwork : IDisposable
{
    private readonly Stack<IDisposable> _owned = new();
    private ControlGroup? _controlGroup;

    private TestNetwork(TestHost client, TestHost? router, TestHost server)
    {
        (Client, Router, Server) = (client, router, server);
        foreach (var host in new[] { client, router, server })
        {
            if (host is not null)
                _owned.Push(host);
        }
    }

    /// <summary>The host that starts conversations: 192.0.2.1, 2001:db8:1::1.</summary>
    public TestHost Client { get; }

    /// <summary>The host between them, in a routed network.</summary>
    public TestHost? Router { get; }

    /// <summary>The host that answers: 192.0.2.2, 2001:db8:1::2; in a routed network 198.51.100.2, 2001:db8:2::2.</summary>
    public TestHost Server { get; }

    /// <summary>The server's IPv4 address.</summary>
    public IPAddress Server4 => Server.Address(AddressFamily.InterNetwork);

    /// <summary>The server's IPv6 address.</summary>
    public IPAddress Server6 => Server.Address(AddressFamily.InterNetworkV6);

    /// <summary>The server's second IPv4 address, ending in 3.</summary>
    public IPAddress Neighbour4 => Neighbour(AddressFamily.InterNetwork);

    /// <summary>The server's second IPv6 address, ending in 3.</summary>
    public IPAddress Neighbour6 => Neighbour(AddressFamily.InterNetworkV6);

    /// <summary>A child control group of this network, made when first asked for; its processes are killed on dispose.</summary>
    public ControlGroup ControlGroup => _controlGroup ??= ControlGroup.Create(TestOwner.NewName("group"));

    /// <summary>Two hosts on one link.</summary>
    /// <param name="named">Whether the namespaces get names, for programs that take a namespace by name.</param>
    public static TestNetwork CreatePair(bool named = false)
    {
        TestHost? client = null;
        TestHost? server = null;
        try
        {
            client = CreateHost(named, "client", "to-server", "192.0.2.1/24", "2001:db8:1::1/64");
            server = CreateHost(named, "server", "to-client", "192.0.2.2/24", "2001:db8:1::2/64", "192.0.2.3/24", "2001:db8:1::3/64");
            VirtualEthernetEnd.Join(EndOf(client), EndOf(server));
            return new TestNetwork(client, router: null, server);
        }
        catch
        {
            client?.Dispose();
            server?.Dispose();
            throw;
        }
    }

    /// <summary>Two hosts on two links with a forwarding host between them.</summary>
    /// <param name="named">Whether the namespaces get names, for programs that take a namespace by name.</param>
    public static TestNetwork CreateRouted(bool named = false)
    {
        TestHost? client = null;
        TestHost? router = null;
        TestHost? server = null;
        try
        {
            client = CreateHost(named, "client", "to-router", "192.0.2.1/24", "2001:db8:1::1/64");
            router = CreateHost(named, "router", "to-client", "192.0.2.254/24", "2001:db8:1::fe/64");
            server = CreateHost(named, "server", "to-router", "198.51.100.2/24", "2001:db8:2::2/64", "198.51.100.3/24", "2001:db8:2::3/64");
            VirtualEthernetEnd.Join(EndOf(client), EndOf(router));
            VirtualEthernetEnd.Join(
                EndOf(server),
                new VirtualEthernetEnd(router.Namespace, "to-server", InterfaceAddress.Parse("198.51.100.254/24"), InterfaceAddress.Parse("2001:db8:2::fe/64")));
            router.Run(() =>
            {
                File.WriteAllText("/proc/sys/net/ipv4/ip_forward", "1");
                File.WriteAllText("/proc/sys/net/ipv6/conf/all/forwarding", "1");
            });
            AddDefaultRoutes(client, "192.0.2.254", "2001:db8:1::fe");
            AddDefaultRoutes(server, "198.51.100.254", "2001:db8:2::fe");
            return new TestNetwork(client, router, server);
        }
        catch
        {
            client?.Dispose();
            router?.Dispose();
            server?.Dispose();
            throw;
        }
    }

    /// <summary>Gives the server one more address, such as 168.63.129.16, and the client a route to it. For a network without router.</summary>
    /// <param name="address">The address.</param>
    public void AddServerAddress(IPAddress address)
    {
        var family = address.AddressFamily;
        var prefixLength = family == AddressFamily.InterNetwork ? 32 : 128;
        using (var netlink = Server.OpenNetlink())
            netlink.AddAddress(Server.InterfaceName, new InterfaceAddress(address, prefixLength));
        using (var netlink = Client.OpenNetlink())
            netlink.AddRoute(new IPNetwork(address, prefixLength), Server.Address(family));
    }

    /// <summary>Closes the hosts and removes the control group with whatever runs in it.</summary>
    public void Dispose()
    {
        if (_controlGroup is not null)
        {
            _controlGroup.Dispose();
            Janitor.RemoveControlGroup(_controlGroup.Path);
            _controlGroup = null;
        }
        while (_owned.TryPop(out var owned))
            owned.Dispose();
    }

    private IPAddress Neighbour(AddressFamily family) =>
        Server.Addresses.Where(address => address.Address.AddressFamily == family).ElementAt(1).Address;

    private static TestHost CreateHost(bool named, string label, string interfaceName, params IEnumerable<string> addresses)
    {
        var name = named ? TestOwner.NewName(label) : null;
        var networkNamespace = name is null ? NetworkNamespace.Create() : NetworkNamespace.CreateNamed(name);
        return new TestHost(networkNamespace, interfaceName, [.. addresses.Select(address => InterfaceAddress.Parse(address))]) { NamespaceName = name };
    }

    private static VirtualEthernetEnd EndOf(TestHost host) => new(host.Namespace, host.InterfaceName, host.Addresses);

    private static void AddDefaultRoutes(TestHost host, string gateway4, string gateway6)
    {
        using var netlink = host.OpenNetlink();
        netlink.AddRoute(IPNetwork.Parse("0.0.0.0/0"), IPAddress.Parse(gateway4));
        netlink.AddRoute(IPNetwork.Parse("::/0"), IPAddress.Parse(gateway6));
    }
}
