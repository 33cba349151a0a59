using System.Runtime.InteropServices;

namespace Weir.Engine;

/// <summary>All numbers from a low to a high end, both included; halves of 64 bits.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ImageRange
{
    /// <summary>Upper half of the low end; the bit of a set.</summary>
    public ulong FirstHigh;

    /// <summary>Lower half of the low end; the mask of a flags test; where the ranges of a set are.</summary>
    public ulong FirstLow;

    /// <summary>Upper half of the high end.</summary>
    public ulong LastHigh;

    /// <summary>Lower half of the high end.</summary>
    public ulong LastLow;
}
