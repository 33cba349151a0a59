using Microsoft.Win32.SafeHandles;
using Weir.Bpf.Interop;

namespace Weir.Bpf;

/// <summary>
/// Kernel memory in the address space of this process: the values of an array map, shared with the programs that use
/// it. Dispose to unmap; spans and pointers taken before are invalid from then on.
/// </summary>
public sealed unsafe class MappedMemory : SafeHandleMinusOneIsInvalid
{
    private MappedMemory(nint address, int length)
        : base(ownsHandle: true)
    {
        SetHandle(address);
        Length = length;
    }

    /// <summary>Size in bytes.</summary>
    public int Length { get; }

    /// <summary>Address of the first byte.</summary>
    /// <exception cref="ObjectDisposedException">The memory is unmapped.</exception>
    public byte* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return (byte*)handle;
        }
    }

    /// <summary>The bytes.</summary>
    /// <exception cref="ObjectDisposedException">The memory is unmapped.</exception>
    public Span<byte> Bytes => new(Pointer, Length);

    internal static MappedMemory Map(BpfHandle descriptor, int length, nint offset, bool writable, string operation)
    {
        int protection = writable ? LibC.PROT_READ | LibC.PROT_WRITE : LibC.PROT_READ;
        nint address = LibC.mmap(0, (nuint)length, protection, LibC.MAP_SHARED, descriptor, offset);
        return address == LibC.MAP_FAILED ? throw BpfException.FromLastError(operation) : new MappedMemory(address, length);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.munmap(handle, (nuint)Length) == 0;
}
