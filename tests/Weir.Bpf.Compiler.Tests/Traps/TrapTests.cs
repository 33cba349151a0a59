using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Weir.Bpf.Compiler.Tests.Harness;

namespace Weir.Bpf.Compiler.Tests.Traps;

/// <summary>
/// Shapes of C# that the verifier is known to stumble over: those that the compiler must turn into something it follows load and agree with the CLR,
/// those that are truly wrong are rejected with the C# statement.
/// </summary>
public sealed partial class TrapTests
{
    private const string Folder = "Traps";
    private const int PacketCount = 3000;

    public static IEnumerable<(Optimization, string)> Accepted => Where(rejected: false);

    public static IEnumerable<(Optimization, string)> Rejected => Where(rejected: true);

    [Theory]
    [MemberData(nameof(Accepted))]
    public void LoadsAndAgreesWithTheClr(Optimization optimization, string name) =>
        DifferentialCheck.Run(KernelAssembly.Of(optimization).Find(Folder, name), PacketCount);

    [Theory]
    [MemberData(nameof(Rejected))]
    public void IsRejectedAtTheStatement(Optimization optimization, string name)
    {
        var method = KernelAssembly.Of(optimization).Find(Folder, name);
        var expected = method.GetCustomAttributesData().Single(attribute => attribute.AttributeType.Name == "RejectedAttribute").ConstructorArguments;
        var statement = (string)expected[0].Value!;
        var reason = (string)expected[1].Value!;

        var exception = Assert.Throws<VerifierException>(() => DifferentialRun.Start(method).Dispose());

        Assert.True(exception.Message.Contains(reason, StringComparison.Ordinal), $"'{reason}' is not in:{Environment.NewLine}{exception.Message}");
        var place = SourceLine().Match(exception.Message);
        Assert.True(place.Success, exception.Message);
        Assert.Contains(statement, place.Groups["text"].Value, StringComparison.Ordinal);
        Assert.Equal(place.Groups["text"].Value, LineOf(place.Groups["file"].Value, int.Parse(place.Groups["line"].Value)));
    }

    /// <summary>The verifier reads a global function alone: it is named.</summary>
    [Theory]
    [InlineData(Optimization.Debug)]
    [InlineData(Optimization.Release)]
    public void RejectionNamesTheGlobalFunction(Optimization optimization)
    {
        var method = KernelAssembly.Of(optimization).Find(Folder, "PacketTraps.CheckOneByteShortInGlobalFunction");

        var exception = Assert.Throws<VerifierException>(() => DifferentialRun.Start(method).Dispose());

        Assert.StartsWith("in function AddByte:", exception.Summary, StringComparison.Ordinal);
    }

    private static string LineOf(string file, int line, [CallerFilePath] string here = "") =>
        File.ReadAllLines(Path.Combine(Path.GetDirectoryName(here)!, "../../Weir.Bpf.Compiler.Kernels/Source", Folder, file))[line - 1].Trim();

    [GeneratedRegex(@"^; (?<text>.*) @ (?<file>\w+\.cs):(?<line>\d+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex SourceLine();

    private static IEnumerable<(Optimization, string)> Where(bool rejected) =>
        from optimization in Enum.GetValues<Optimization>()
        from method in KernelAssembly.Of(optimization).ProgramsOf(Folder)
        where method.GetCustomAttributesData().Any(attribute => attribute.AttributeType.Name == "RejectedAttribute") == rejected
        select (optimization, KernelAssembly.NameOf(method));
}
