using System.Numerics;
using System.Runtime.CompilerServices;

namespace Weir.Engine;

/// <summary>The memory of a policy image on the CLR: it stays where it is, and begins at a cache line.</summary>
internal sealed unsafe class ImageMemory
{
    private const int Alignment = 64;

    private readonly byte[] _block;

    public ImageMemory(long size)
    {
        Size = size;
        _block = GC.AllocateArray<byte>(checked((int)(size + Alignment)), pinned: true);
        var start = (byte*)Unsafe.AsPointer(ref _block[0]);
        Pointer = start + (-(nint)start & (Alignment - 1));
        Mask = (uint)(BitOperations.RoundUpToPowerOf2((ulong)size) - 1);
    }

    /// <summary>The image. Valid while this object is alive.</summary>
    public byte* Pointer { get; }

    /// <summary>Bytes in use.</summary>
    public long Size { get; }

    /// <summary>What masks a distance from <see cref="Pointer"/>: a power of two less one, not below the size.</summary>
    public uint Mask { get; }
}
