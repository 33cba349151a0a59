namespace Weir.Linux.Programs;

/// <summary>Packets and bytes that a filter decided over in its sublayer; both only ever grow.</summary>
internal struct FilterCounterRecord
{
    public long Packets;
    public long Bytes;
}
