namespace Weir.Bpf.Compiler;

/// <summary>A C# method uses something that cannot run in the kernel. The message has the place, the reason and what to write instead.</summary>
public sealed class KernelCodeNotSupportedException : Exception
{
    internal KernelCodeNotSupportedException(Diagnostic diagnostic, string detail, SourceLocation? location, string method)
        : base(Format(diagnostic, detail, location, method))
    {
        Id = diagnostic.Id;
        Advice = diagnostic.Advice;
        File = location?.File;
        Line = location?.Line ?? 0;
        Method = method;
    }

    /// <summary>The stable identifier, <c>WEIR1001</c> and up; <c>docs/diagnostics.md</c> lists them.</summary>
    public string Id { get; }

    /// <summary>What to write instead.</summary>
    public string Advice { get; }

    /// <summary>The C# file, or null when the assembly has no debug information.</summary>
    public string? File { get; }

    /// <summary>The line in that file, from one; zero when it is not known.</summary>
    public int Line { get; }

    /// <summary>The method, as <c>Type.Method</c>.</summary>
    public string Method { get; }

    private static string Format(Diagnostic diagnostic, string detail, SourceLocation? location, string method)
    {
        var place = location is { } known ? $"{known.File}({known.Line},{known.Column})" : method;
        return $"{place}: {diagnostic.Id}: {detail} {diagnostic.Advice}";
    }
}
