using System.Runtime.InteropServices;

namespace Weir.Bpf.Language;

/// <summary>A bounded view of memory that the kernel keeps on the program's stack (<c>struct bpf_dynptr</c>): declare it as a local and pass its address.</summary>
[StackObject("bpf_dynptr")]
[StructLayout(LayoutKind.Sequential, Size = 16)]
public unsafe struct Dynptr
{
    internal byte* Memory;
    internal ulong Length;

    /// <summary>A view of plain memory, for code that runs on the CLR.</summary>
    /// <param name="memory">First byte.</param>
    /// <param name="byteCount">How many.</param>
    public static Dynptr OfMemory(byte* memory, uint byteCount) => new() { Memory = memory, Length = byteCount };
}
