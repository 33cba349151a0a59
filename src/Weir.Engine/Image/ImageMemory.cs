using System.Numerics;

namespace Weir.Engine;

/// <summary>A block of memory that a policy image lies in: it stays where it is, begins at a cache line, and is zero at first.</summary>
internal abstract unsafe class ImageMemory : IDisposable
{
    protected ImageMemory(byte* pointer, long capacity)
    {
        Pointer = pointer;
        Capacity = capacity;
        Mask = (uint)(BitOperations.RoundUpToPowerOf2((ulong)capacity) - 1);
    }

    /// <summary>Its first byte. Valid while this object is alive and not disposed.</summary>
    public byte* Pointer { get; }

    /// <summary>Bytes that the image may use.</summary>
    public long Capacity { get; }

    /// <summary>What masks a distance from <see cref="Pointer"/>: a power of two less one, not below the capacity.</summary>
    public uint Mask { get; }

    /// <summary>Gives the memory back. Nobody may read it any more.</summary>
    public abstract void Dispose();
}
