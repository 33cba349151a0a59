namespace Weir.Bpf.Compiler.Ir;

/// <summary>The lifetime of stack slots: an inlined call's locals die when it returns, so calls that follow each other share the same bytes.</summary>
internal sealed class StackScope(StackScope? parent)
{
    /// <summary>The scope of the call around; null for the function itself.</summary>
    public StackScope? Parent { get; } = parent;
}
