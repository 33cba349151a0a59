namespace Weir.Engine;

/// <summary>Traffic whose verdict one filter has decided.</summary>
/// <param name="Packets">Number of packets.</param>
/// <param name="Bytes">Sum of their lengths in bytes, from the IP header on.</param>
public readonly record struct FilterCounters(ulong Packets, ulong Bytes);
