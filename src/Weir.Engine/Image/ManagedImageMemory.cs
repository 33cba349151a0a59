using System.Runtime.CompilerServices;

namespace Weir.Engine;

/// <summary>The memory of a policy image on the CLR. The garbage collector takes it back, so whoever has it may go on reading.</summary>
internal sealed unsafe class ManagedImageMemory : ImageMemory
{
    private const int Alignment = 64;

    private readonly byte[] _block;

    public ManagedImageMemory(long capacity)
        : this(GC.AllocateArray<byte>(checked((int)(capacity + Alignment)), pinned: true), capacity)
    {
    }

    private ManagedImageMemory(byte[] block, long capacity)
        : base(Align((byte*)Unsafe.AsPointer(ref block[0])), capacity) => _block = block;

    public override void Dispose() => GC.KeepAlive(_block);

    private static byte* Align(byte* start) => start + (-(nint)start & (Alignment - 1));
}
