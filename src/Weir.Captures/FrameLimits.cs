namespace Weir.Captures;

/// <summary>What a capture file may ask of memory.</summary>
internal static class FrameLimits
{
    /// <summary>Bytes of a frame: libpcap's MAXIMUM_SNAPLEN. A larger number is damage, not a frame.</summary>
    public const uint LargestFrame = 262_144;

    /// <summary>Bytes of a pcapng block: a frame with options, or a block of names and secrets.</summary>
    public const uint LargestBlock = 16 * 1024 * 1024;
}
