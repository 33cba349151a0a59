namespace Weir.Bpf.Compiler.Kernels.Traps;

/// <summary>Says that the kernel's verifier refuses a program, and rightly so.</summary>
/// <param name="statement">A part of the C# statement that the report must show.</param>
/// <param name="reason">A part of what the verifier says.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RejectedAttribute(string statement, string reason) : Attribute
{
    /// <summary>A part of the C# statement that the report must show.</summary>
    public string Statement { get; } = statement;

    /// <summary>A part of what the verifier says.</summary>
    public string Reason { get; } = reason;
}
