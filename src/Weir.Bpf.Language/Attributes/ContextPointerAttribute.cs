namespace Weir.Bpf.Language;

/// <summary>Marks the getter of a context's packet pointer: in the kernel a 32-bit load at the offset that the verifier turns into a pointer; on the CLR the getter runs as written.</summary>
/// <param name="offset">Offset of the 32-bit context field in bytes.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ContextPointerAttribute(int offset) : Attribute
{
    /// <summary>Offset of the 32-bit context field in bytes.</summary>
    public int Offset { get; } = offset;
}
