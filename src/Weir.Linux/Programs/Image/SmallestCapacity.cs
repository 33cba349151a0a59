namespace Weir.Linux.Programs;

/// <summary>The smallest class of capacity.</summary>
internal readonly struct SmallestCapacity : IImageCapacity
{
    public static uint Mask => LayerCapacity.Smallest - 1;
}
