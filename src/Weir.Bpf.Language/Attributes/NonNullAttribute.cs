namespace Weir.Bpf.Language;

/// <summary>Tells the verifier that a pointer parameter of a <see cref="GlobalFunctionAttribute">global function</see> is never null (BTF declaration tag <c>arg:nonnull</c>, Linux 6.8): no test is needed inside, and every caller is checked.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class NonNullAttribute : Attribute;
