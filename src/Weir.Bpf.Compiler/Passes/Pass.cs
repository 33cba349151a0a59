using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.Passes;

/// <summary>One transformation of a function.</summary>
internal abstract class Pass
{
    /// <summary>The name, as in <see cref="CompilerOptions.DisabledPasses"/> and listings.</summary>
    public string Name => GetType().Name;

    /// <summary>Whether programs still compile and verify without it.</summary>
    public virtual bool IsOptional => true;

    /// <summary>Transforms the function.</summary>
    /// <returns>Whether anything changed.</returns>
    public abstract bool Run(Function function);
}
