namespace Weir.Bpf.Language;

/// <summary>Marks a method of this library that the compiler replaces by its own instruction sequence.</summary>
/// <param name="kind">What the compiler puts in its place.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IntrinsicAttribute(Intrinsic kind) : Attribute
{
    /// <summary>What the compiler puts in its place.</summary>
    public Intrinsic Kind { get; } = kind;
}
