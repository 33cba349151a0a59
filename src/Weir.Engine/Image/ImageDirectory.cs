using System.Runtime.InteropServices;

namespace Weir.Engine;

/// <summary>
/// The sublayers of one version of a policy image: their number, and behind it an <see cref="ImageSubLayer"/> for each in the order of
/// evaluation. When a sublayer comes or goes another directory takes its place, by the same store as the version.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ImageDirectory
{
    /// <summary>Number of sublayers.</summary>
    public ulong Count;

    /// <summary>Not used; it leaves the sublayers at 16 bytes.</summary>
    public ulong Reserved;
}
