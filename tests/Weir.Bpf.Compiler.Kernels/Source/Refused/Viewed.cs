using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary>A struct with an opaque kernel object inside.</summary>
internal struct Viewed
{
    public Dynptr View;
}
