using System.Runtime.InteropServices;

namespace Weir.Linux.Programs;

/// <summary>Room for the smallest class of images.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ImageBlock
{
    public fixed byte Bytes[(1 << 20) + (int)ImageMaps.Margin];
}
