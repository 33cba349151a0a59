namespace Weir.Bpf.Language;

/// <summary>
/// Tells the verifier that a <c>void*</c> parameter of a <see cref="GlobalFunctionAttribute">global function</see> is the program's context,
/// whatever the type of the program (BTF declaration tag <c>arg:ctx</c>, Linux 6.8): the function serves programs of several types.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ContextAttribute : Attribute;
