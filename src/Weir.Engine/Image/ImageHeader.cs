using System.Runtime.InteropServices;

namespace Weir.Engine;

/// <summary>
/// The beginning of a policy image: one block of bytes, in which everything is found by its distance from the block's start. Only
/// <see cref="Version"/>, <see cref="LocalAlways"/> and <see cref="RemoteAlways"/> change while it is in use.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ImageHeader
{
    /// <summary>
    /// The version in the lower half, and where its <see cref="ImageDirectory"/> is in the upper half: one store puts a commit in
    /// force. A reader loads it once for a packet and asks everything in that version.
    /// </summary>
    public ulong Version;

    /// <summary>Groups of tables that hold an entry for local addresses of the shortest prefixes or none.</summary>
    public ulong LocalAlways;

    /// <summary>Groups of tables that hold an entry for remote addresses of the shortest prefixes or none.</summary>
    public ulong RemoteAlways;

    /// <summary>Where the first <see cref="ImageTable"/> values of the groups are, each at its <see cref="ImageWalk.PlaceOf"/>.</summary>
    public uint Tables;

    /// <summary>Number of groups that there is room for in <see cref="Tables"/>.</summary>
    public uint TableCapacity;

    /// <summary>Where the groups of tables by the first bits of the local address are.</summary>
    public uint LocalFine;

    /// <summary>The same by fewer bits, for shorter prefixes.</summary>
    public uint LocalCoarse;

    /// <summary>Where the groups of tables by the first bits of the remote address are.</summary>
    public uint RemoteFine;

    /// <summary>The same by fewer bits, for shorter prefixes.</summary>
    public uint RemoteCoarse;

    /// <summary>How far a product is shifted to be an index into <see cref="LocalFine"/> and <see cref="RemoteFine"/>.</summary>
    public int FineShift;

    /// <summary>The same for <see cref="LocalCoarse"/> and <see cref="RemoteCoarse"/>.</summary>
    public int CoarseShift;
}
