namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary>A value of 512 bytes.</summary>
internal unsafe struct Block
{
    public fixed byte Bytes[512];
}
