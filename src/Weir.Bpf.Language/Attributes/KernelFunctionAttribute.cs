namespace Weir.Bpf.Language;

/// <summary>Binds a method to a kernel function (kfunc), found by name in the running kernel's BTF when the program is compiled. The C# body is what the CLR runs.</summary>
/// <param name="name">The function's name, as in <c>bpf_dynptr_from_skb</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KernelFunctionAttribute(string name) : Attribute
{
    /// <summary>The function's name.</summary>
    public string Name { get; } = name;
}
