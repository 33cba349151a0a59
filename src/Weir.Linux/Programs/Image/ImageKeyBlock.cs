using System.Runtime.InteropServices;

namespace Weir.Linux.Programs;

/// <summary>Room for the keys of packets.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ImageKeyBlock
{
    /// <summary>Size of an <see cref="Engine.ImageKey"/>.</summary>
    public const int KeySize = 48;

    public fixed byte Keys[ImageMaps.PacketCapacity * KeySize];
}
