using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary><c>struct sk_buff</c> with a field that is wider than in the kernel.</summary>
[KernelStruct("sk_buff")]
public struct buffer_with_wide_length
{
    public ulong len;
}
