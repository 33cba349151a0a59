using System.Numerics;
using Weir.Bpf;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>The kernel's map that a layer's policy image lies in, and the programs that are bound to it.</summary>
internal sealed unsafe class LayerMemory : ImageMemory
{
    /// <summary>Bytes of the largest class: the image's own limit.</summary>
    public const long Largest = 1 << 30;

    private readonly MappedMemory _memory;

    private LayerMemory(BpfMap map, MappedMemory memory, long capacity)
        : base(memory.Pointer, capacity)
    {
        Map = map;
        _memory = memory;
    }

    public BpfMap Map { get; }

    /// <summary>The layer's programs over this image, once they are loaded.</summary>
    public LayerPrograms? Programs { get; set; }

    /// <summary>The placement that <see cref="Programs"/> are for.</summary>
    public PlacementState Placement { get; set; }

    /// <summary>The program over this image that classifies the kernel's own drops; null where they are not shown.</summary>
    public BpfProgram? DropProgram { get; set; }

    /// <summary>What the places of <see cref="Programs"/> call; null for an empty place.</summary>
    public IReadOnlyList<KernelCallout?> Callouts { get; set; } = [];

    /// <summary>Makes a map.</summary>
    /// <param name="spec">What <see cref="PacketMaps.Image"/> says.</param>
    /// <param name="capacity">A power of two.</param>
    public static LayerMemory Create(MapSpec spec, long capacity)
    {
        BpfMap map = BpfMap.Create(spec with { Name = "weir_image", ValueSize = (uint)capacity + ImageMaps.Margin });
        try
        {
            return new LayerMemory(map, map.MapMemory(), capacity);
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    /// <summary>The least class of capacity.</summary>
    /// <param name="size">Bytes that the image needs.</param>
    /// <param name="largest">Bytes that it may have.</param>
    /// <exception cref="InsufficientMemoryException">There is none.</exception>
    public static long CapacityFor(long size, long largest) => size <= largest
        ? Math.Max(LayerCapacity.Smallest, (long)BitOperations.RoundUpToPowerOf2((ulong)size))
        : throw new InsufficientMemoryException(
            $"The filters of one layer take {size} bytes, and the kernel has room for {largest}. Remove filters, or write lists as prefixes and ranges.");

    /// <summary>The type that gives a program the mask of a capacity.</summary>
    public static Type TypeOf(long capacity) =>
        capacity == LayerCapacity.Smallest ? typeof(SmallestCapacity) : typeof(TwiceCapacity<>).MakeGenericType(TypeOf(capacity / 2));

    public override void Dispose()
    {
        Programs?.Dispose();
        DropProgram?.Dispose();
        _memory.Dispose();
        Map.Dispose();
    }
}
