namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary>Says that the compiler refuses a program, and what its report must hold.</summary>
/// <param name="id">The complaint's identifier.</param>
/// <param name="statement">A part of the line that the report points at, or the method's name when it points at the method as a whole.</param>
/// <param name="advice">A part of what the report tells to write instead.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RefusedAttribute(string id, string statement, string advice) : Attribute
{
    /// <summary>The complaint's identifier.</summary>
    public string Id { get; } = id;

    /// <summary>A part of the line that the report points at, or the method's name when it points at the method as a whole.</summary>
    public string Statement { get; } = statement;

    /// <summary>A part of what the report tells to write instead.</summary>
    public string Advice { get; } = advice;
}
