using System.Net.NetworkInformation;

namespace Weir.Linux;

/// <summary>An interface as the kernel described it at one moment.</summary>
/// <param name="Index">The number that identifies it inside its namespace, 1 or more.</param>
/// <param name="Name">The name, at most 15 bytes.</param>
/// <param name="Flags">The state.</param>
/// <param name="MaximumTransmissionUnit">The largest packet it carries, in bytes, without the link header.</param>
/// <param name="HardwareAddress">The link-layer address; empty when the kind of link has none.</param>
/// <param name="HardwareType">The kind of link (<c>ARPHRD_*</c>, netdevice(7)): 1 Ethernet, 772 loopback, 65534 none, as tunnels have.</param>
public sealed record NetworkLink(
    int Index, string Name, NetworkLinkFlags Flags, int MaximumTransmissionUnit, PhysicalAddress HardwareAddress, int HardwareType)
{
    /// <summary>
    /// The namespace of the other end, of a veth pair for one, by the number that this namespace has for it
    /// (<see cref="RouteNetlink.FindNamespaceId"/>); null when the interface has no other end, or has it here.
    /// </summary>
    public int? OtherNamespaceId { get; init; }
}
