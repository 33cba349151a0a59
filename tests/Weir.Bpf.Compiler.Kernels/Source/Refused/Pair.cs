namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary>Two numbers, too much for a register.</summary>
internal struct Pair
{
    public long First;
    public long Second;
}
