using System.Runtime.InteropServices;

namespace Weir.Engine;

/// <summary>
/// What belongs to an entry of a policy image and is not needed before it matches. The records of a chain stand in front of it, in
/// reverse: the first entry's is the last one.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ImageFilter
{
    /// <summary><see cref="Died"/> of an entry that is in force.</summary>
    public const uint Never = uint.MaxValue;

    /// <summary>Run-time id of the filter.</summary>
    public ulong FilterId;

    /// <summary>Number that the CLR finds the filter by.</summary>
    public uint Filter;

    /// <summary>Where the filter's <see cref="ImageTest"/> values are, or 0.</summary>
    public uint Tests;

    /// <summary>The first version that the entry is in.</summary>
    public uint Born;

    /// <summary>The first version that the entry is no longer in, or <see cref="Never"/>.</summary>
    public uint Died;

    /// <summary>Bits of <see cref="ImageAction"/>, and above them what the owner of the image puts there.</summary>
    public uint Action;

    /// <summary>The number that whoever made the image has given the filter: where the kernel counts. 0 without one.</summary>
    public uint Counter;
}
