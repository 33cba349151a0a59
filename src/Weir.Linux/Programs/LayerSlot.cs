namespace Weir.Linux.Programs;

/// <summary>
/// Where a layer lives in every table that has one element a layer: the policy image, the program
/// array, the fail modes and the layer counters.
/// </summary>
internal static class LayerSlot
{
    public const byte InboundTransportV4 = 0;
    public const byte InboundTransportV6 = 1;
    public const byte OutboundTransportV4 = 2;
    public const byte OutboundTransportV6 = 3;
    public const uint Count = 4;
}
