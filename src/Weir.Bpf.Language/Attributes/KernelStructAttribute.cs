namespace Weir.Bpf.Language;

/// <summary>
/// Binds a struct to a struct of the running kernel. Only the fields that are used need be declared, under the kernel's names, in any order:
/// in the kernel their offsets and sizes come from its BTF when the program is compiled; on the CLR the C# layout is used.
/// </summary>
/// <param name="name">The kernel's name of the struct, union or typedef.</param>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class KernelStructAttribute(string name) : Attribute
{
    /// <summary>The kernel's name of the struct, union or typedef.</summary>
    public string Name { get; } = name;

    /// <summary>Whether the C# layout is the kernel's for ever, as for protocol headers: fields are then not looked up, and may be ones that the kernel's declaration lacks.</summary>
    public bool FixedLayout { get; set; }
}
