namespace Weir.Linux.Programs;

/// <summary>Images of up to 256 megabytes.</summary>
internal readonly struct ImageCapacity28 : IImageCapacity
{
    public static uint Mask => (1u << 28) - 1;
}
