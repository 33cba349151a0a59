using System.Runtime.InteropServices;

namespace Weir.Linux.Programs;

/// <summary>
/// The policy of one layer as the kernel reads it: a header, then room for <see cref="Capacity"/>
/// <see cref="TableEntry"/> values in order of evaluation (sublayers by descending weight, filters in
/// each by descending weight).
/// </summary>
[StructLayout(LayoutKind.Explicit)]
internal unsafe struct LayerTable
{
    /// <summary>Entries that the table has room for. A power of two: the walk masks its index with it.</summary>
    public const uint Capacity = 1024;

    /// <summary>Entries that a policy may use in one layer.</summary>
    public const uint MaximumEntries = 1000;

    public const int EntrySize = 128;

    public const int FilterSize = 32;

    /// <summary>Entries in use.</summary>
    [FieldOffset(0)]
    public uint EntryCount;

    /// <summary>0 or <see cref="Decision.FlagReportPermit"/>: permitted packets make events too.</summary>
    [FieldOffset(4)]
    public uint Options;

    [FieldOffset(EntrySize)]
    public fixed byte Entries[(int)Capacity * EntrySize];

    /// <summary>For each entry whose filter calls a callout, the <see cref="Weir.Bpf.Language.CalloutFilter"/> that the callout gets.</summary>
    [FieldOffset(EntrySize + ((int)Capacity * EntrySize))]
    public fixed byte Filters[(int)Capacity * FilterSize];
}
