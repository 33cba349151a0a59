namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary>A link of a chain of types.</summary>
internal struct Next<T>;
