using System.Runtime.InteropServices;

namespace Weir.Engine;

/// <summary>
/// The beginning of a policy image: one block of bytes, in which everything is found by its distance from the block's start.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ImageHeader
{
    /// <summary>Where the <see cref="ImageTable"/> values are.</summary>
    public uint Tables;

    /// <summary>Where the <see cref="ImageSubLayer"/> values are.</summary>
    public uint SubLayers;

    /// <summary>Number of sublayers.</summary>
    public uint SubLayerCount;

    /// <summary>Where the entries are: <see cref="ImageEntry4"/> or <see cref="ImageEntry6"/> values.</summary>
    public uint Entries;

    /// <summary>Where the <see cref="ImageFilter"/> values are, one for each entry.</summary>
    public uint Filters;

    /// <summary>Number of entries.</summary>
    public uint EntryCount;

    /// <summary>Where the groups of tables by the first bits of the local address are.</summary>
    public uint LocalFine;

    /// <summary>The same by fewer bits, for shorter prefixes.</summary>
    public uint LocalCoarse;

    /// <summary>Where the groups of tables by the first bits of the remote address are.</summary>
    public uint RemoteFine;

    /// <summary>The same by fewer bits, for shorter prefixes.</summary>
    public uint RemoteCoarse;

    /// <summary>Groups of tables that hold an entry for local addresses of the shortest prefixes or none.</summary>
    public ulong LocalAlways;

    /// <summary>Groups of tables that hold an entry for remote addresses of the shortest prefixes or none.</summary>
    public ulong RemoteAlways;

    /// <summary>How far a product is shifted to be an index into <see cref="LocalFine"/> and <see cref="RemoteFine"/>.</summary>
    public int FineShift;

    /// <summary>The same for <see cref="LocalCoarse"/> and <see cref="RemoteCoarse"/>.</summary>
    public int CoarseShift;

    /// <summary>Bytes in use.</summary>
    public uint Size;

    /// <summary>Not used: the version that readers take, when images change in place.</summary>
    public uint Version;
}
