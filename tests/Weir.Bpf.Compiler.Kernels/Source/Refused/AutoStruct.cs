using System.Runtime.InteropServices;

namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary>A struct whose layout the runtime chooses.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct AutoStruct
{
    public byte Small;
    public long Large;
}
