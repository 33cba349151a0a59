using System.Numerics;
using Weir.Bpf;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>
/// The kernel's map with a layer's policy image, of one class of capacity: two images, of which one is in force while the other is written.
/// </summary>
internal sealed unsafe class LayerImageMap : IDisposable
{
    /// <summary>Bytes of the largest class: twice that is the most that a process maps at once.</summary>
    public const long Largest = 1 << 29;

    private readonly MappedMemory _memory;

    private LayerImageMap(BpfMap map, long capacity)
    {
        Map = map;
        Capacity = capacity;
        _memory = map.MapMemory();
    }

    public BpfMap Map { get; }

    /// <summary>Bytes that an image may have, a power of two.</summary>
    public long Capacity { get; }

    /// <summary>Makes a map.</summary>
    /// <param name="spec">What <see cref="TransportMaps.Image"/> says.</param>
    /// <param name="capacity">A power of two.</param>
    public static LayerImageMap Create(MapSpec spec, long capacity)
    {
        BpfMap map = BpfMap.Create(spec with { Name = "weir_image", ValueSize = (uint)capacity + ImageMaps.Margin });
        try
        {
            return new LayerImageMap(map, capacity);
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    /// <summary>The least class of capacity for an image.</summary>
    /// <param name="size">Bytes of the image.</param>
    /// <param name="largest">Bytes that it may have.</param>
    /// <exception cref="PolicyTooLargeException">There is none.</exception>
    public static long CapacityFor(long size, long largest = Largest) => size <= largest
        ? Math.Max(LayerCapacity.Smallest, (long)BitOperations.RoundUpToPowerOf2((ulong)size))
        : throw new PolicyTooLargeException(
            $"The filters of one layer take {size} bytes, and the kernel has room for {largest}. Remove filters, or write lists as prefixes and ranges.");

    /// <summary>The type that gives a program the mask of a capacity.</summary>
    public static Type TypeOf(long capacity) =>
        capacity == LayerCapacity.Smallest ? typeof(SmallestCapacity) : typeof(TwiceCapacity<>).MakeGenericType(TypeOf(capacity / 2));

    /// <summary>Copies an image to an element that no program reads.</summary>
    public void Write(uint element, PolicyImage image) => image.Bytes.CopyTo(new Span<byte>(
        _memory.Pointer + (element * (Capacity + ImageMaps.Margin)), image.Bytes.Length));

    public void Dispose()
    {
        _memory.Dispose();
        Map.Dispose();
    }
}
