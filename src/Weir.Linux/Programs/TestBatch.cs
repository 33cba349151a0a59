using System.Runtime.InteropServices;

namespace Weir.Linux.Programs;

/// <summary>Packets for one test run, and what was decided of each.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TestBatch
{
    /// <summary>More packets than a batch may have; a power of two.</summary>
    public const int Capacity = 1 << 12;

    public const int FieldsSize = 128;
    public const int DecisionSize = 56;

    /// <summary>Number of packets.</summary>
    public uint Count;

    public uint Reserved;

    /// <summary><see cref="PacketFields"/> values.</summary>
    public fixed byte Fields[Capacity * FieldsSize];

    /// <summary><see cref="Decision"/> values.</summary>
    public fixed byte Decisions[Capacity * DecisionSize];
}
