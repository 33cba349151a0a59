namespace Weir.Linux.Programs;

/// <summary>What one sublayer decided, as an event tells it. 16 bytes.</summary>
internal struct DeciderRecord
{
    /// <summary>Run-time id of the filter that decided.</summary>
    public ulong FilterId;

    /// <summary><see cref="FilterRecord.SubLayer"/>.</summary>
    public uint SubLayer;

    /// <summary>What it said, in bits of <see cref="EntryAction.Decision"/>.</summary>
    public uint Action;
}
