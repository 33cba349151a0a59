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
        var expected = method.GetCustomAttributesData().Single(attribute => attribute.AttributeType.Name == "RefusedAttribute").ConstructorArguments;
        var (id, statement, advice) = ((string)expected[0].Value!, (string)expected[1].Value!, (string)expected[2].Value!);

        var exception = Assert.Throws<KernelCodeNotSupportedException>(() => ProgramCompiler.Compile(method));

        Assert.Equal(id, exception.Id);
        Assert.Contains(advice, exception.Advice, StringComparison.Ordinal);
        Assert.NotNull(exception.File);
        Assert.EndsWith("RefusedPrograms.cs", exception.File, StringComparison.Ordinal);
        Assert.Contains(statement, ReportedLine(exception, statement == method.Name), StringComparison.Ordinal);
        Assert.Contains($"{exception.File}({exception.Line},", exception.Message, StringComparison.Ordinal);
        Assert.Contains(id, exception.Message, StringComparison.Ordinal);
        Assert.Contains(exception.Advice, exception.Message, StringComparison.Ordinal);
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
