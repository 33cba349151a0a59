namespace Weir.Bpf.Language;

/// <summary>
/// Marks a struct that the verifier tracks as one opaque object on the stack: it is never split, copied or initialised by compiled code.
/// Its address can be passed to kernel functions and, as a view that was made before, to functions of the program.
/// </summary>
/// <param name="name">The kernel's name of the struct, as in <c>bpf_dynptr</c>.</param>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class StackObjectAttribute(string name) : Attribute
{
    /// <summary>The kernel's name of the struct.</summary>
    public string Name { get; } = name;
}
