namespace Weir.Bpf.Language;

/// <summary>
/// Compiles a static method as a bpf-to-bpf function with global linkage: the verifier checks it once, alone, knowing nothing of its callers.
/// Parameters are scalars, the context, or pointers to structs (their size is what the verifier lets it touch); at most five.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GlobalFunctionAttribute : Attribute;
