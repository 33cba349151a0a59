using System.Reflection;
using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler;

/// <summary>Builds the exceptions for kernel code that is not supported, with the place in the C# source.</summary>
internal sealed class Refusal(SourceMap sources)
{
    public KernelCodeNotSupportedException Of(Diagnostic diagnostic, SourcePoint source, string detail) =>
        new(diagnostic, detail, sources.Find(source.Method, source.Offset), source.Method is null ? "?" : NameOf(source.Method));

    public static string NameOf(MethodBase method) => $"{method.DeclaringType?.Name}.{method.Name}";
}
