namespace Weir.Engine;

/// <summary>Bits of the <see cref="Fields.Flags"/> field at the packet layers (WFP: <c>FWP_CONDITION_FLAG_*</c>).</summary>
[Flags]
public enum ConditionFlags : uint
{
    /// <summary>No bit.</summary>
    None = 0,

    /// <summary>The packet stays on this host.</summary>
    IsLoopback = 0x1,

    /// <summary>The traffic is protected by IPsec (inbound layers only).</summary>
    IsIpsecSecured = 0x2,

    /// <summary>The local endpoint is a raw socket.</summary>
    IsRawEndpoint = 0x10,

    /// <summary>The packet is a fragment (layers before reassembly, and that of forwarded packets).</summary>
    IsFragment = 0x20,
}
