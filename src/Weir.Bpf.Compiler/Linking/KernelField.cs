namespace Weir.Bpf.Compiler.Linking;

/// <summary>Where a field lies in a struct of the running kernel.</summary>
internal readonly record struct KernelField(int ByteOffset, int ByteSize, bool IsBitfield);
