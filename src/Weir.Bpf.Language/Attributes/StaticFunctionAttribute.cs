namespace Weir.Bpf.Language;

/// <summary>
/// Compiles a static method as a bpf-to-bpf function with static linkage instead of inlining it: the verifier walks it at each call with what the caller knows.
/// At most five parameters, each held in one register.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StaticFunctionAttribute : Attribute;
