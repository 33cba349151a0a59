namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary>The end of a chain of types.</summary>
internal struct Zero;
