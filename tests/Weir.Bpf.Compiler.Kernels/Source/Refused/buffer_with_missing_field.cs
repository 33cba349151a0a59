using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary><c>struct sk_buff</c> with a field that no kernel has.</summary>
[KernelStruct("sk_buff")]
public struct buffer_with_missing_field
{
    public int weir_no_such_field;
}
