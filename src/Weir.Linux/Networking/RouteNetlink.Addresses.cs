using System.Net;
using System.Net.Sockets;
using Weir.Linux.Networking.Interop;
using static Weir.Linux.Networking.Interop.Constants;

namespace Weir.Linux;

public sealed unsafe partial class RouteNetlink
{
    /// <summary>
    /// Gives an interface an address, usable at once: IPv6 duplicate address detection, which takes a second or two, is left out.
    /// </summary>
    /// <param name="name">The interface.</param>
    /// <param name="address">The address; its prefix becomes a route when the interface is up.</param>
    /// <exception cref="ArgumentException">There is no such interface.</exception>
    /// <exception cref="NetlinkException">The kernel refuses, for example because the address is there already.</exception>
    public void AddAddress(string name, InterfaceAddress address)
    {
        var bytes = address.Address.GetAddressBytes();
        var header = new ifaddrmsg
        {
            ifa_family = FamilyOf(address.Address),
            ifa_prefixlen = (byte)address.PrefixLength,
            ifa_flags = address.Address.AddressFamily == AddressFamily.InterNetworkV6 ? IFA_F_NODAD : (byte)0,
            ifa_scope = RT_SCOPE_UNIVERSE,
            ifa_index = (uint)GetIndex(name),
        };
        var request = new NetlinkRequest(RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL)
            .Append(header).Attribute(IFA_LOCAL, bytes).Attribute(IFA_ADDRESS, bytes);
        Change(request, $"Adding {address} to {name}");
    }

    /// <summary>Adds a route through a gateway.</summary>
    /// <param name="destination">The destinations; <c>0.0.0.0/0</c> or <c>::/0</c> for all.</param>
    /// <param name="gateway">The next hop, of the same family, on a network that is reachable directly.</param>
    /// <exception cref="NetlinkException">The kernel refuses, for example because the gateway is unreachable.</exception>
    public void AddRoute(IPNetwork destination, IPAddress gateway) =>
        AddRoute(destination, RT_SCOPE_UNIVERSE, RTA_GATEWAY, gateway.GetAddressBytes(), $"via {gateway}");

    /// <summary>Adds a route to destinations that are on the link itself.</summary>
    /// <param name="destination">The destinations.</param>
    /// <param name="name">The interface.</param>
    /// <exception cref="ArgumentException">There is no such interface.</exception>
    /// <exception cref="NetlinkException">The kernel refuses, for example because the interface is down.</exception>
    public void AddRoute(IPNetwork destination, string name) =>
        AddRoute(destination, RT_SCOPE_LINK, RTA_OIF, BitConverter.GetBytes(GetIndex(name)), $"on {name}");

    private void AddRoute(IPNetwork destination, byte scope, ushort hopAttribute, byte[] hop, string description)
    {
        var header = new rtmsg
        {
            rtm_family = FamilyOf(destination.BaseAddress),
            rtm_dst_len = (byte)destination.PrefixLength,
            rtm_table = RT_TABLE_MAIN,
            rtm_protocol = RTPROT_STATIC,
            rtm_scope = scope,
            rtm_type = RTN_UNICAST,
        };
        var request = new NetlinkRequest(RTM_NEWROUTE, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL)
            .Append(header).Attribute(RTA_DST, destination.BaseAddress.GetAddressBytes()).Attribute(hopAttribute, hop);
        Change(request, $"Adding the route to {destination} {description}");
    }

    private static byte FamilyOf(IPAddress address) =>
        (byte)(address.AddressFamily == AddressFamily.InterNetworkV6 ? AF_INET6 : AF_INET);
}
