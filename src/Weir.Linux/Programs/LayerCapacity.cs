namespace Weir.Linux.Programs;

/// <summary>
/// The capacity of the image map that a layer's program is bound to. The mask that keeps the walk inside the map has to be a constant of
/// the program, so <see cref="Of{TCapacity}"/> takes the place of <see cref="Mask"/> when the program is compiled.
/// </summary>
internal static class LayerCapacity
{
    /// <summary>Bytes of the smallest class.</summary>
    public const int Smallest = 1 << 16;

    /// <summary>The capacity in bytes, a power of two, less one.</summary>
    public static uint Mask() => Smallest - 1;

    /// <summary>The mask of a class.</summary>
    public static uint Of<TCapacity>()
        where TCapacity : struct, IImageCapacity => TCapacity.Mask;
}
