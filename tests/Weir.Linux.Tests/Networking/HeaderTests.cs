using Weir.Linux.Networking.Interop;
using Weir.Testing;

namespace Weir.Linux.Tests.Networking;

public class HeaderTests
{
    private static HeaderProof Headers() => new(
        "errno.h", "fcntl.h", "sys/file.h", "poll.h", "sys/eventfd.h", "sched.h", "sys/stat.h", "sys/mount.h", "sys/socket.h", "linux/nsfs.h", "linux/netlink.h",
        "linux/rtnetlink.h", "linux/if.h", "linux/if_link.h", "linux/if_addr.h", "linux/if_packet.h", "linux/veth.h", "linux/net_namespace.h");

    [Fact]
    public void Constants_and_structures_are_those_of_the_C_headers()
    {
        var proof = Headers()
            .Constants(typeof(Constants))
            .Structure<statx>().Structure<sockaddr_nl>().Structure<nlmsghdr>().Structure<nlmsgerr>().Structure<rtattr>().Structure<rtgenmsg>()
            .Structure<ifinfomsg>().Structure<ifaddrmsg>().Structure<rtmsg>()
            .Structure<sockaddr_ll>().Structure<iovec>().Structure<msghdr>().Structure<mmsghdr>().Structure<pollfd>()
            .Expression("IFF_UP", (long)NetworkLinkFlags.Up)
            .Expression("IFF_BROADCAST", (long)NetworkLinkFlags.Broadcast)
            .Expression("IFF_LOOPBACK", (long)NetworkLinkFlags.Loopback)
            .Expression("IFF_POINTOPOINT", (long)NetworkLinkFlags.PointToPoint)
            .Expression("IFF_RUNNING", (long)NetworkLinkFlags.Running)
            .Expression("IFF_NOARP", (long)NetworkLinkFlags.NoArp)
            .Expression("IFF_PROMISC", (long)NetworkLinkFlags.Promiscuous)
            .Expression("IFF_MULTICAST", (long)NetworkLinkFlags.Multicast)
            .Expression("IFF_LOWER_UP", (long)NetworkLinkFlags.LowerUp);

        Assert.True(proof.Count > 100, $"only {proof.Count} facts");
        Assert.Empty(proof.FindDifferences());
    }

    [Fact]
    public void A_wrong_value_is_found() =>
        Assert.Equal(["RTM_NEWLINK: C# has 17, the header 16"], Headers().Expression("RTM_NEWLINK", 17).FindDifferences());
}
