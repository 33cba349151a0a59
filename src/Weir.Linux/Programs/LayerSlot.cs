namespace Weir.Linux.Programs;

/// <summary>
/// Where a layer lives in every table that has one element a layer: the program array, the fail modes and the layer counters. The layer of
/// IPv6 has the slot behind that of IPv4.
/// </summary>
internal static class LayerSlot
{
    public const byte InboundTransport = 0;
    public const byte OutboundTransport = 2;
    public const byte IpForward = 4;
    public const byte InboundIcmpError = 6;
    public const byte OutboundIcmpError = 8;
    public const byte DatagramData = 10;
    public const byte InboundIpPacket = 12;
    public const byte OutboundIpPacket = 14;
    public const byte InboundFrame = 16;
    public const byte OutboundFrame = 17;

    /// <summary>From here on the layers of what was discarded: each as far behind as its own layer is behind 0.</summary>
    public const byte Discard = 18;

    public const uint Count = 34;
}
