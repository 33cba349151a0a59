using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Tests.Harness;

/// <summary>Compiles C# at test time.</summary>
public static class CSharp
{
    private static readonly MetadataReference[] s_references =
    [
        .. Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System.*.dll")
            .Where(path => AssemblyLoadContext.Default.Assemblies.Any(assembly => assembly.Location == path) || Path.GetFileName(path) is "System.Runtime.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(ProgramAttribute).Assembly.Location),
    ];

    /// <summary>Compiles a source text and loads the result.</summary>
    /// <param name="source">The text.</param>
    /// <param name="optimization">Whether the C# compiler optimises.</param>
    /// <param name="references">More assemblies that the text uses.</param>
    /// <exception cref="InvalidOperationException">The text is not valid C#; the message has the errors and the text.</exception>
    public static Assembly Compile(string source, Optimization optimization, IEnumerable<Assembly>? references = null)
    {
        var compilation = CSharpCompilation.Create(
            $"Compiled{Guid.NewGuid():N}",
            [CSharpSyntaxTree.ParseText(source)],
            [.. s_references, .. (references ?? []).Select(assembly => MetadataReference.CreateFromFile(assembly.Location))],
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: optimization == Optimization.Debug ? OptimizationLevel.Debug : OptimizationLevel.Release,
                allowUnsafe: true));
        using var image = new MemoryStream();
        var result = compilation.Emit(image, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded));
        if (!result.Success)
        {
            var errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
            throw new InvalidOperationException($"{string.Join(Environment.NewLine, errors.Take(20))}{Environment.NewLine}{source}");
        }

        image.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(image);
    }
}
