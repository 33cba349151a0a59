namespace Weir.Engine;

/// <summary>Traffic whose verdict one filter has decided.</summary>
/// <param name="Packets">Number of packets.</param>
/// <param name="Bytes">Sum of their lengths in bytes, from the IP header on.</param>
public readonly record struct FilterCounters(ulong Packets, ulong Bytes)
{
    /// <summary>
    /// Packets that were beyond the filter's limit (<see cref="FilterAction.Limit"/>); 0 for filters that never had one. The filter said block
    /// for each of them, also where the verdict was another's.
    /// </summary>
    public ulong PacketsBeyondLimit { get; init; }

    /// <summary>Their bytes, as the limit counts them.</summary>
    public ulong BytesBeyondLimit { get; init; }
}
