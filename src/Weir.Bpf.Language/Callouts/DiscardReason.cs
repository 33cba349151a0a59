namespace Weir.Bpf.Language;

/// <summary>
/// Why a packet was discarded (WFP: <c>FWPS_DISCARD_METADATA0</c>). The upper 16 bits are WFP's module, network 0, transport 1, general 2; the lower
/// 16 are the reason in the module's numbers, or from 0x8000 on one that WFP does not have.
/// </summary>
public enum DiscardReason : uint
{
    /// <summary>The source address is not allowed (<c>IpDiscardBadSourceAddress</c>).</summary>
    BadSourceAddress = 0x1,

    /// <summary>The destination is not of this host (<c>IpDiscardNotLocallyDestined</c>).</summary>
    NotLocallyDestined = 0x2,

    /// <summary>Nobody handles the protocol (<c>IpDiscardProtocolUnreachable</c>).</summary>
    ProtocolUnreachable = 0x3,

    /// <summary>No socket takes the packet's port, and the network layer says so (<c>IpDiscardPortUnreachable</c>).</summary>
    PortUnreachable = 0x4,

    /// <summary>The packet is shorter than its headers say (<c>IpDiscardBadLength</c>).</summary>
    BadLength = 0x5,

    /// <summary>The network header is wrong (<c>IpDiscardMalformedHeader</c>).</summary>
    MalformedHeader = 0x6,

    /// <summary>No route leads to the destination (<c>IpDiscardNoRoute</c>).</summary>
    NoRoute = 0x7,

    /// <summary>The checksum of the network header is wrong (<c>IpDiscardBadChecksum</c>).</summary>
    BadChecksum = 0xC,

    /// <summary>The checksum of the transport header is wrong (<c>InetDiscardChecksumInvalid</c>).</summary>
    ChecksumInvalid = 0x1_0003,

    /// <summary>No connection and no listener takes the segment (<c>InetDiscardEndpointNotFound</c>).</summary>
    EndpointNotFound = 0x1_0004,

    /// <summary>The segment acknowledges what it must not (<c>InetDiscardAckInvalid</c>).</summary>
    AckInvalid = 0x1_0008,

    /// <summary>The segment's timestamp is too old (<c>InetDiscardPawsFailed</c>).</summary>
    PawsFailed = 0x1_000D,

    /// <summary>The segment lies outside the window (<c>InetDiscardOutsideWindow</c>).</summary>
    OutsideWindow = 0x1_0010,

    /// <summary>The segment's data have come before (<c>InetDiscardDuplicateSegment</c>).</summary>
    DuplicateSegment = 0x1_0011,

    /// <summary>The window is closed (<c>InetDiscardClosedWindow</c>).</summary>
    ClosedWindow = 0x1_0012,

    /// <summary>The socket's receive buffer is full. WFP has no such reason.</summary>
    ReceiveBufferFull = 0x1_8000,

    /// <summary>The listener has as many connections as it takes. WFP has no such reason.</summary>
    ListenQueueFull = 0x1_8001,

    /// <summary>A filter has blocked it (<c>FWPS_DISCARD_FIREWALL_POLICY</c>).</summary>
    FirewallPolicy = 0x2_0000,
}
