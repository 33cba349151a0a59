namespace Weir.Linux.Programs;

/// <summary>Images of up to a megabyte.</summary>
internal readonly struct ImageCapacity20 : IImageCapacity
{
    public static uint Mask => (1u << 20) - 1;
}
