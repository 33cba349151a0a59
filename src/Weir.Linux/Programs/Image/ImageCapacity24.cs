namespace Weir.Linux.Programs;

/// <summary>Images of up to 16 megabytes.</summary>
internal readonly struct ImageCapacity24 : IImageCapacity
{
    public static uint Mask => (1u << 24) - 1;
}
