using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary><c>struct sk_buff</c> with a field that is a bitfield in the kernel.</summary>
[KernelStruct("sk_buff")]
public struct buffer_with_bitfield
{
    public byte pkt_type;
}
