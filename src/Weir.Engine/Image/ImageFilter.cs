using System.Runtime.InteropServices;

namespace Weir.Engine;

/// <summary>What belongs to an entry of a policy image and is not needed before it matches. At the entry's index.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ImageFilter
{
    /// <summary>Run-time id of the filter.</summary>
    public ulong FilterId;

    /// <summary>Index of the filter in the order of the plan.</summary>
    public uint Filter;

    /// <summary>Where the filter's <see cref="ImageTest"/> values are, or 0.</summary>
    public uint Tests;

    /// <summary>Not used: the version that it came with, when images change in place.</summary>
    public uint Born;

    /// <summary>Not used: the version that it went with.</summary>
    public uint Died;

    /// <summary>Bits of <see cref="ImageAction"/>.</summary>
    public uint Action;

    /// <summary>The number that whoever made the image has given the filter: where the kernel counts. 0 without one.</summary>
    public uint Counter;
}
