namespace Weir.Bpf.Language;

/// <summary>
/// Why a packet was discarded (WFP: <c>FWPS_DISCARD_METADATA0</c>). The upper 16 bits are WFP's module, network 0, transport 1, general 2; the lower
/// 16 are the reason in the module's numbers.
/// </summary>
public enum DiscardReason : uint
{
    /// <summary>No socket takes the packet's port, and the network layer says so (<c>IpDiscardPortUnreachable</c>).</summary>
    PortUnreachable = 0x4,

    /// <summary>No connection and no listener takes the segment (<c>InetDiscardEndpointNotFound</c>).</summary>
    EndpointNotFound = 0x1_0004,

    /// <summary>A filter has blocked it (<c>FWPS_DISCARD_FIREWALL_POLICY</c>).</summary>
    FirewallPolicy = 0x2_0000,
}
