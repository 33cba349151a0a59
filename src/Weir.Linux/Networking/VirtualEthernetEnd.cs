namespace Weir.Linux;

/// <summary>One end of a veth pair: where it is, what it is called and which addresses it has.</summary>
/// <param name="Namespace">The namespace of this end.</param>
/// <param name="Name">The name of the interface there, at most 15 bytes.</param>
/// <param name="Addresses">Its addresses.</param>
public sealed record VirtualEthernetEnd(NetworkNamespace Namespace, string Name, params IReadOnlyList<InterfaceAddress> Addresses)
{
    /// <summary>Joins two namespaces: makes the pair, gives both ends their addresses and switches both ends and both loopbacks on.</summary>
    /// <param name="first">One end.</param>
    /// <param name="second">The other end, in the same namespace or another.</param>
    /// <exception cref="NetlinkException">A name is taken or an address is refused.</exception>
    /// <exception cref="UnauthorizedAccessException">The process lacks CAP_SYS_ADMIN.</exception>
    public static void Join(VirtualEthernetEnd first, VirtualEthernetEnd second)
    {
        using (var netlink = RouteNetlink.Open(first.Namespace))
            netlink.CreateVirtualEthernetPair(first.Name, second.Name, second.Namespace);
        first.Configure();
        second.Configure();
    }

    private void Configure()
    {
        using var netlink = RouteNetlink.Open(Namespace);
        netlink.SetUp("lo");
        netlink.SetUp(Name);
        foreach (var address in Addresses)
            netlink.AddAddress(Name, address);
    }
}
