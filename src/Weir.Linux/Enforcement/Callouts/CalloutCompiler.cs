using Weir.Bpf.Compiler;
using Weir.Engine;

namespace Weir.Linux;

/// <summary>Compiles callouts without an engine, for looking at their code.</summary>
public static class CalloutCompiler
{
    /// <summary>
    /// Compiles a callout's <c>Classify</c> as a registration does: into a program of its own, which calls it and can be given to the
    /// verifier. The program's first function is that caller; the callout's functions follow.
    /// </summary>
    /// <param name="callout">A class that implements <see cref="ICallout"/>.</param>
    /// <exception cref="ArgumentException">The class is no callout.</exception>
    /// <exception cref="KernelCodeNotSupportedException">The callout's code uses something that cannot run in the kernel.</exception>
    public static CompiledProgram Compile(Type callout)
    {
        ArgumentNullException.ThrowIfNull(callout);
        return callout is { IsInterface: false } && callout.IsAssignableTo(typeof(ICallout))
            ? LayerProgramSet.CompileAlone(LayerProgramSet.InvokeOf(callout))
            : throw new ArgumentException($"{callout} does not implement ICallout.", nameof(callout));
    }
}
