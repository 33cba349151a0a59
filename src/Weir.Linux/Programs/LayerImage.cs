using System.Runtime.InteropServices;

namespace Weir.Linux.Programs;

/// <summary>Room for a layer's policy image in the smallest class of capacity.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LayerImage
{
    public fixed byte Bytes[LayerCapacity.Smallest + (int)ImageMaps.Margin];
}
