namespace Weir.Linux.Programs;

/// <summary>How large an image can be: the programs are compiled for each, with its mask as a constant.</summary>
internal interface IImageCapacity
{
    /// <summary>Bytes of an image, a power of two, less one.</summary>
    static abstract uint Mask { get; }
}
