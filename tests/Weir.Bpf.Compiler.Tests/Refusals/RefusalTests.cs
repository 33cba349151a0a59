using System.Reflection;
using System.Runtime.CompilerServices;
using Weir.Bpf.Compiler.Tests.Harness;

namespace Weir.Bpf.Compiler.Tests.Refusals;

/// <summary>What the compiler refuses, it refuses with the identifier, the C# line and what to write instead.</summary>
public sealed class RefusalTests
{
    private const string Folder = "Refused";

    public static IEnumerable<(Optimization, string)> Refused =>
        from optimization in Enum.GetValues<Optimization>()
        from method in KernelAssembly.Of(optimization).ProgramsOf(Folder)
        select (optimization, KernelAssembly.NameOf(method));

    [Theory]
    [MemberData(nameof(Refused))]
    public void TellsIdentifierPlaceAndAdvice(Optimization optimization, string name)
    {
        var method = KernelAssembly.Of(optimization).Find(Folder, name);
        var (id, statement, advice) = ExpectationOf(method);

        var exception = Assert.Throws<KernelCodeNotSupportedException>(() => ProgramCompiler.Compile(method));

        Assert.Equal(id, exception.Id);
        Assert.Contains(advice, exception.Advice, StringComparison.Ordinal);
        Assert.NotNull(exception.File);
        Assert.Equal(Folder, Path.GetFileName(Path.GetDirectoryName(exception.File)));
        Assert.Contains(statement, ReportedLine(exception, statement == method.Name), StringComparison.Ordinal);
        Assert.Contains($"{exception.File}({exception.Line},", exception.Message, StringComparison.Ordinal);
        Assert.Contains(id, exception.Message, StringComparison.Ordinal);
        Assert.Contains(exception.Advice, exception.Message, StringComparison.Ordinal);
    }

    /// <summary>A complaint without a program that provokes it fails here, and so does one that the documentation does not know.</summary>
    [Fact]
    public void EveryDiagnosticHasATestAndADescription()
    {
        var diagnostics = Diagnostics();
        var tested = Refused.Select(refused => ExpectationOf(KernelAssembly.Of(refused.Item1).Find(Folder, refused.Item2)).Id).Distinct().Order();
        var page = ReadDocumentation();
        var described = page.Where(line => line.StartsWith("| WEIR", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]);

        Assert.Equal(diagnostics.Order(), tested);
        Assert.Equal(diagnostics.Order(), described);
    }

    private static string[] ReadDocumentation([CallerFilePath] string here = "") =>
        File.ReadAllLines(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/diagnostics.md"));

    private static List<string> Diagnostics()
    {
        var diagnostic = typeof(ProgramCompiler).Assembly.GetType("Weir.Bpf.Compiler.Diagnostic", throwOnError: true)!;
        var identifier = diagnostic.GetProperty("Id")!;
        return [.. diagnostic.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType == diagnostic)
            .Select(field => (string)identifier.GetValue(field.GetValue(null))!)];
    }

    private static (string Id, string Statement, string Advice) ExpectationOf(MethodInfo method)
    {
        var arguments = method.GetCustomAttributesData().Single(attribute => attribute.AttributeType.Name == "RefusedAttribute").ConstructorArguments;
        return ((string)arguments[0].Value!, (string)arguments[1].Value!, (string)arguments[2].Value!);
    }

    /// <summary>The source line that the report points at; for a report about a whole method, the method's own line, found above.</summary>
    private static string ReportedLine(KernelCodeNotSupportedException exception, bool isWholeMethod)
    {
        var lines = File.ReadAllLines(exception.File!);
        var line = exception.Line - 1;
        while (isWholeMethod && !lines[line].Contains(" static ", StringComparison.Ordinal))
            line--;
        return lines[line];
    }
}
