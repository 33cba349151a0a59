using System.Runtime.InteropServices;

namespace Weir.Bpf.Language;

/// <summary>
/// Context of a program at a raw tracepoint (<c>struct bpf_raw_tracepoint_args</c>): the tracepoint's arguments, each as 64 bits. A pointer is a plain
/// number to the verifier: read it through <see cref="Kernel.ReadOnlyCast{T}"/>.
/// </summary>
[ContextStruct("bpf_raw_tracepoint_args")]
[StructLayout(LayoutKind.Sequential, Size = 24)]
public unsafe struct RawTracepointContext
{
    /// <summary>One of the arguments (<c>args</c>).</summary>
    /// <param name="context">The context.</param>
    /// <param name="index">Which one, a constant.</param>
    public static ulong Argument(RawTracepointContext* context, int index) => *((ulong*)context + index);
}
