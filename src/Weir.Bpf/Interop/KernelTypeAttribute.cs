namespace Weir.Bpf.Interop;

/// <summary>
/// Names the C type that a managed declaration copies, so that the tests can prove every offset, size and value
/// against the C headers and against the kernel's own BTF.
/// </summary>
/// <param name="name">The C type as C spells it, for example <c>union bpf_attr</c>.</param>
[AttributeUsage(AttributeTargets.Struct | AttributeTargets.Enum)]
internal sealed class KernelTypeAttribute(string name) : Attribute
{
    /// <summary>The C type as C spells it.</summary>
    public string Name { get; } = name;

    /// <summary>The member of <see cref="Name"/> that is copied, or null when it is the type itself or an anonymous member of it.</summary>
    public string? Member { get; init; }
}
