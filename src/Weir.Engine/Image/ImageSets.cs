using System.Runtime.InteropServices;

namespace Weir.Engine;

/// <summary>What a classification has found out about sets so far, so that one which filters share is searched once for a packet. Begins as zero.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ImageSets
{
    /// <summary>The sets, by the bits that tests name them by, in which a value of the packet was looked for already.</summary>
    public ulong Asked;

    /// <summary>Of the <see cref="Asked"/>, those that have the value.</summary>
    public ulong Met;
}
