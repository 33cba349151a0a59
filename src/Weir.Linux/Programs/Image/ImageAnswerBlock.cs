using System.Runtime.InteropServices;

namespace Weir.Linux.Programs;

/// <summary>How many packets there are, and the filter that decided each.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ImageAnswerBlock
{
    public uint Count;
    public uint Reserved;

    /// <summary>Stays as it is: images with tests are not searched here.</summary>
    public Engine.ImageSets Sets;
    public fixed ulong FilterIds[ImageMaps.PacketCapacity];
    public fixed ulong Words[Engine.ImageWalk.WordCapacity];
}
