namespace Weir.Linux.Programs;

/// <summary>Twice the capacity of another class, so that every class has a type.</summary>
internal readonly struct TwiceCapacity<TCapacity> : IImageCapacity
    where TCapacity : struct, IImageCapacity
{
    public static uint Mask => (TCapacity.Mask << 1) | 1;
}
