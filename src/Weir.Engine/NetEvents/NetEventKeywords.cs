namespace Weir.Engine;

/// <summary>
/// Which net events are collected besides the blocks of outbound and of inbound unicast traffic, which always are (WFP:
/// <c>FWPM_NET_EVENT_KEYWORD_*</c>).
/// </summary>
[Flags]
public enum NetEventKeywords : uint
{
    /// <summary>No others.</summary>
    None = 0,

    /// <summary>Blocks of inbound traffic to a multicast address.</summary>
    InboundMulticast = 1,

    /// <summary>
    /// Blocks of inbound traffic to 255.255.255.255. An event does not have its interface's netmask, so the broadcast address of a network
    /// counts as a unicast address.
    /// </summary>
    InboundBroadcast = 2,

    /// <summary>Windows' capabilities of app containers, missing. There are no such events on Linux.</summary>
    CapabilityDrop = 4,

    /// <summary>Windows' capabilities of app containers, present. There are no such events on Linux.</summary>
    CapabilityAllow = 8,

    /// <summary>Permits.</summary>
    ClassifyAllow = 0x10,

    /// <summary>Traffic that Windows drops because it looks like port scanning. There are no such events on Linux.</summary>
    PortScanningDrop = 0x20,
}
