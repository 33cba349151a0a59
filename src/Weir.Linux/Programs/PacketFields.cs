using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>What extract makes of one packet, the same for every hook: what a callout gets, and what the layer's program needs beside it.</summary>
internal struct PacketFields
{
    /// <summary>The field values of the layer.</summary>
    public IncomingValues Values;

    /// <summary>Length and header sizes.</summary>
    public IncomingMetadata Metadata;

    /// <summary>The layer's place in the tables: <see cref="Programs.LayerSlot"/>.</summary>
    public byte LayerSlot;

    /// <summary>1 when a header was truncated or absurd and fields were left absent for it.</summary>
    public byte Malformed;

    public ushort Reserved;
    public uint Padding;
}
