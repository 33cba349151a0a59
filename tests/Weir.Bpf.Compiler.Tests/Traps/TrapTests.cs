using Weir.Bpf.Compiler.Tests.Harness;

namespace Weir.Bpf.Compiler.Tests.Traps;

/// <summary>
/// Shapes of C# that the verifier is known to stumble over: those that the compiler must turn into something it follows load and agree with the CLR,
/// those that are truly wrong are rejected with the C# statement.
/// </summary>
public sealed class TrapTests
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
        Assert.True(exception.Message.Contains(statement, StringComparison.Ordinal), $"'{statement}' is not in:{Environment.NewLine}{exception.Message}");
        Assert.Matches(@"Traps\.cs:\d+", exception.Message);
    }

    private static IEnumerable<(Optimization, string)> Where(bool rejected) =>
        from optimization in Enum.GetValues<Optimization>()
        from method in KernelAssembly.Of(optimization).ProgramsOf(Folder)
        where method.GetCustomAttributesData().Any(attribute => attribute.AttributeType.Name == "RejectedAttribute") == rejected
        select (optimization, KernelAssembly.NameOf(method));
}
