using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>The maps of <see cref="ImagePrograms"/>. The image's is made larger than it says here, for the program that it is for.</summary>
internal static class ImageMaps
{
    /// <summary>Bytes behind an image's capacity, so that what begins at its last byte lies in the map too.</summary>
    public const uint Margin = 128;

    /// <summary>Packets of one run, a power of two.</summary>
    public const int PacketCapacity = 1 << 17;

    /// <summary>A policy image.</summary>
    public static readonly ArrayMap<ImageBlock> Image = new(1, MapFlags.MemoryMappable);

    /// <summary>The packets' keys.</summary>
    public static readonly ArrayMap<ImageKeyBlock> Keys = new(1, MapFlags.MemoryMappable);

    /// <summary>The filters that decided.</summary>
    public static readonly ArrayMap<ImageAnswerBlock> Answers = new(1, MapFlags.MemoryMappable);
}
