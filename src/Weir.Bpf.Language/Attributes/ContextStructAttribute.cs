namespace Weir.Bpf.Language;

/// <summary>Marks the struct behind a program's context pointer. Its explicit layout is the kernel's; the verifier allows only loads and stores of whole fields at constant offsets.</summary>
/// <param name="name">The kernel's name of the struct, as in <c>__sk_buff</c>.</param>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class ContextStructAttribute(string name) : Attribute
{
    /// <summary>The kernel's name of the struct.</summary>
    public string Name { get; } = name;
}
