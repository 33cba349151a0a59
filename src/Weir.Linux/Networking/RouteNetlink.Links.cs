using System.Net.NetworkInformation;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Weir.Linux.Networking.Interop;
using static Weir.Linux.Networking.Interop.Constants;

namespace Weir.Linux;

public sealed unsafe partial class RouteNetlink
{
    /// <summary>The interfaces of the namespace.</summary>
    public IReadOnlyList<NetworkLink> GetLinks()
    {
        var links = new List<NetworkLink>();
        var request = new NetlinkRequest(RTM_GETLINK, NLM_F_DUMP).Append(default(ifinfomsg));
        Exchange(request, "Listing the interfaces", message => links.Add(ReadLink(message.Body)));
        return links;
    }

    /// <summary>The interface with this name, or null.</summary>
    /// <param name="name">The name, such as <c>lo</c>.</param>
    public NetworkLink? FindLink(string name) => GetLinks().FirstOrDefault(link => link.Name == name);

    /// <summary>The interface with this index, or null.</summary>
    /// <param name="index">The index, 1 or more.</param>
    public NetworkLink? FindLink(int index) => GetLinks().FirstOrDefault(link => link.Index == index);

    /// <summary>The index of the interface with this name.</summary>
    /// <param name="name">The name, such as <c>lo</c>.</param>
    /// <exception cref="ArgumentException">There is no such interface; the message lists those that exist.</exception>
    public int GetIndex(string name)
    {
        var links = GetLinks();
        return links.FirstOrDefault(link => link.Name == name)?.Index
            ?? throw new ArgumentException($"There is no interface '{name}' here. There are: {string.Join(", ", links.Select(link => link.Name))}.", nameof(name));
    }

    /// <summary>
    /// Makes two interfaces joined back to back: what is sent into one comes out of the other (veth(4)). Both are down and
    /// have no address. Deleting one, or its namespace, deletes both.
    /// </summary>
    /// <param name="name">The name of the end in this namespace.</param>
    /// <param name="peerName">The name of the other end.</param>
    /// <param name="peerNamespace">The namespace of the other end.</param>
    /// <param name="index">The index of this end, or 0 to let the kernel choose.</param>
    /// <param name="peerIndex">The index of the other end, or 0 to let the kernel choose.</param>
    /// <exception cref="NetlinkException">A name or index is taken, or CAP_NET_ADMIN is missing in one of the namespaces.</exception>
    public void CreateVirtualEthernetPair(string name, string peerName, NetworkNamespace peerNamespace, int index = 0, int peerIndex = 0)
    {
        RequireLinkName(name);
        RequireLinkName(peerName);
        var request = new NetlinkRequest(RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL)
            .Append(new ifinfomsg { ifi_index = index })
            .Attribute(IFLA_IFNAME, name)
            .Nested(IFLA_LINKINFO, info => info
                .Attribute(IFLA_INFO_KIND, "veth")
                .Nested(IFLA_INFO_DATA, data => data
                    .Nested(VETH_INFO_PEER, peer => peer
                        .Append(new ifinfomsg { ifi_index = peerIndex })
                        .Attribute(IFLA_IFNAME, peerName)
                        .Attribute(IFLA_NET_NS_FD, (int)peerNamespace.Handle.DangerousGetHandle()))));
        Change(request, $"Creating the veth pair {name} - {peerName}");
    }

    /// <summary>Switches an interface on.</summary>
    /// <param name="name">The interface.</param>
    /// <exception cref="ArgumentException">There is no such interface.</exception>
    /// <exception cref="NetlinkException">The kernel refuses.</exception>
    public void SetUp(string name) => SetFlags(name, NetworkLinkFlags.Up, "on");

    /// <summary>Switches an interface off; its routes and IPv6 addresses go.</summary>
    /// <param name="name">The interface.</param>
    /// <exception cref="ArgumentException">There is no such interface.</exception>
    /// <exception cref="NetlinkException">The kernel refuses.</exception>
    public void SetDown(string name) => SetFlags(name, NetworkLinkFlags.None, "off");

    /// <summary>Sets the largest packet that an interface carries.</summary>
    /// <param name="name">The interface.</param>
    /// <param name="byteCount">The size in bytes, without the link header.</param>
    /// <exception cref="ArgumentException">There is no such interface.</exception>
    /// <exception cref="NetlinkException">The kernel refuses, for example because the size is out of the driver's range.</exception>
    public void SetMaximumTransmissionUnit(string name, int byteCount) =>
        Change(LinkRequest(name).Attribute(IFLA_MTU, byteCount), $"Setting the MTU of {name} to {byteCount}");

    /// <summary>Sets the link-layer address of an interface.</summary>
    /// <param name="name">The interface.</param>
    /// <param name="address">The address, six bytes for Ethernet.</param>
    /// <exception cref="ArgumentException">There is no such interface.</exception>
    /// <exception cref="NetlinkException">The kernel refuses the address.</exception>
    public void SetHardwareAddress(string name, PhysicalAddress address) =>
        Change(LinkRequest(name).Attribute(IFLA_ADDRESS, address.GetAddressBytes()), $"Setting the hardware address of {name} to {address}");

    /// <summary>Gives an interface to another namespace, where it is down and may get another index.</summary>
    /// <param name="name">The interface.</param>
    /// <param name="destination">The namespace.</param>
    /// <exception cref="ArgumentException">There is no such interface.</exception>
    /// <exception cref="NetlinkException">The kernel refuses, for example because its name is taken there, or it is a loopback.</exception>
    public void MoveLink(string name, NetworkNamespace destination) =>
        Change(LinkRequest(name).Attribute(IFLA_NET_NS_FD, (int)destination.Handle.DangerousGetHandle()), $"Moving {name} to {destination}");

    /// <summary>Deletes an interface, and the other end of a pair with it.</summary>
    /// <param name="name">The interface.</param>
    /// <exception cref="ArgumentException">There is no such interface.</exception>
    /// <exception cref="NetlinkException">The kernel refuses: a physical interface cannot be deleted.</exception>
    public void DeleteLink(string name) =>
        Change(new NetlinkRequest(RTM_DELLINK, NLM_F_ACK).Append(new ifinfomsg { ifi_index = GetIndex(name) }), $"Deleting {name}");

    private void SetFlags(string name, NetworkLinkFlags flags, string state)
    {
        var header = new ifinfomsg { ifi_index = GetIndex(name), ifi_flags = (uint)flags, ifi_change = (uint)NetworkLinkFlags.Up };
        Change(new NetlinkRequest(RTM_NEWLINK, NLM_F_ACK).Append(header), $"Switching {name} {state}");
    }

    private NetlinkRequest LinkRequest(string name) =>
        new NetlinkRequest(RTM_NEWLINK, NLM_F_ACK).Append(new ifinfomsg { ifi_index = GetIndex(name) });

    internal static NetworkLink ReadLink(ReadOnlySpan<byte> body)
    {
        var header = MemoryMarshal.Read<ifinfomsg>(body);
        var attributes = body[Unsafe.SizeOf<ifinfomsg>()..];
        return new NetworkLink(
            header.ifi_index,
            ReadText(NetlinkReader.FindAttribute(attributes, IFLA_IFNAME)),
            (NetworkLinkFlags)header.ifi_flags,
            MemoryMarshal.Read<int>(NetlinkReader.FindAttribute(attributes, IFLA_MTU)),
            new PhysicalAddress(NetlinkReader.FindAttribute(attributes, IFLA_ADDRESS).ToArray()),
            header.ifi_type)
        {
            OtherNamespaceId = NetlinkReader.FindAttribute(attributes, IFLA_LINK_NETNSID) is { IsEmpty: false } id ? MemoryMarshal.Read<int>(id) : null,
        };
    }

    private static void RequireLinkName(string name)
    {
        if (name is "" or "." or ".." || name.Any(character => character is '/' or ':' || char.IsWhiteSpace(character)) || Encoding.UTF8.GetByteCount(name) >= IFNAMSIZ)
            throw new ArgumentException($"'{name}' cannot name an interface: 1 to {IFNAMSIZ - 1} bytes without slash, colon or space.", nameof(name));
    }
}
