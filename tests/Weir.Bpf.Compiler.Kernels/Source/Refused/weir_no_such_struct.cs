using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary>A struct that no kernel has.</summary>
[KernelStruct("weir_no_such_struct")]
public struct weir_no_such_struct
{
    public int value;
}
