namespace Weir.Linux.Programs;

/// <summary>What one layer's program did; each value only ever grows.</summary>
internal struct LayerCounterRecord
{
    public long PermittedPackets;
    public long PermittedBytes;
    public long BlockedPackets;
    public long BlockedBytes;

    /// <summary>Packets with a truncated or absurd header: classified with the fields that could be read.</summary>
    public long MalformedPackets;

    /// <summary>Events that the full ring had no room for.</summary>
    public long LostEvents;

    /// <summary>Events that were beyond the limit of events, or that sampling passed over.</summary>
    public long LeftOutEvents;
}
