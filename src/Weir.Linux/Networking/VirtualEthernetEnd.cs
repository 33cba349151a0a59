using System.Diagnostics;

namespace Weir.Linux;

/// <summary>One end of a veth pair: where it is, what it is called and which addresses it has.</summary>
/// <param name="Namespace">The namespace of this end.</param>
/// <param name="Name">The name of the interface there, at most 15 bytes.</param>
/// <param name="Addresses">Its addresses.</param>
public sealed record VirtualEthernetEnd(NetworkNamespace Namespace, string Name, params IReadOnlyList<InterfaceAddress> Addresses)
{
    private static readonly TimeSpan CarrierTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Joins two namespaces: makes the pair, switches both ends and both loopbacks on and gives both ends their addresses.
    /// Packets pass at once when the method returns.
    /// </summary>
    /// <param name="first">One end.</param>
    /// <param name="second">The other end, in the same namespace or another.</param>
    /// <exception cref="NetlinkException">A name is taken or an address is refused.</exception>
    /// <exception cref="TimeoutException">The link does not come up.</exception>
    /// <exception cref="UnauthorizedAccessException">The process lacks CAP_SYS_ADMIN.</exception>
    public static void Join(VirtualEthernetEnd first, VirtualEthernetEnd second)
    {
        using var firstNetlink = RouteNetlink.Open(first.Namespace);
        using var secondNetlink = RouteNetlink.Open(second.Namespace);

        // The kernel announces a carrier at once when the two indexes differ, and up to a second later when they are equal,
        // as they would be in two fresh namespaces (linkwatch_urgent_event in net/core/link_watch.c).
        var index = HighestIndex(firstNetlink) + 1;
        var peerIndex = Math.Max(HighestIndex(secondNetlink), index) + 1;
        firstNetlink.CreateVirtualEthernetPair(first.Name, second.Name, second.Namespace, index, peerIndex);

        first.SwitchOn(firstNetlink);
        second.SwitchOn(secondNetlink);
        first.Configure(firstNetlink);
        second.Configure(secondNetlink);
    }

    private static int HighestIndex(RouteNetlink netlink) => netlink.GetLinks().Max(link => link.Index);

    private void SwitchOn(RouteNetlink netlink)
    {
        // Without this the link-local address waits a second or two for duplicate address detection, and until it is there
        // the kernel cannot ask for neighbours on behalf of forwarded packets.
        var detection = $"/proc/sys/net/ipv6/conf/{Name}/accept_dad";
        Namespace.Run(() =>
        {
            if (File.Exists(detection))
                File.WriteAllText(detection, "0");
        });
        netlink.SetUp("lo");
        netlink.SetUp(Name);
    }

    private void Configure(RouteNetlink netlink)
    {
        // An IPv6 address given before the carrier is announced stays unusable until then.
        for (var clock = Stopwatch.StartNew(); !netlink.FindLink(Name)!.Flags.HasFlag(NetworkLinkFlags.Running); Thread.Sleep(1))
        {
            if (clock.Elapsed > CarrierTimeout)
                throw new TimeoutException($"The link {Name} in {Namespace} has no carrier after {CarrierTimeout.TotalSeconds} s.");
        }
        foreach (var address in Addresses)
            netlink.AddAddress(Name, address);
    }
}
