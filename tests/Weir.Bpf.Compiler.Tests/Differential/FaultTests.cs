using Weir.Bpf.Compiler.Tests.Harness;

namespace Weir.Bpf.Compiler.Tests.Differential;

/// <summary>Where the CLR throws, the kernel returns the program's fault result at once, and nowhere else.</summary>
public sealed class FaultTests
{
    private const int RandomCount = 500;

    public static IEnumerable<(Optimization, string)> Kernels =>
        from optimization in Enum.GetValues<Optimization>()
        from method in KernelAssembly.Of(optimization).FaultMethods
        select (optimization, KernelAssembly.NameOf(method));

    [Theory]
    [MemberData(nameof(Kernels))]
    public void FaultsAreTheClrsExceptions(Optimization optimization, string name)
    {
        var assembly = KernelAssembly.Of(optimization);
        var method = assembly.Find("Faults", name);
        using var run = DifferentialRun.Start(assembly.FaultProgramOf(method));
        foreach (var packet in ScalarArguments.Packets(method.GetParameters().Length, RandomCount, seed: 1))
        {
            if (run.Compare(packet) is { } difference)
                Assert.Fail(run.Describe($"({ScalarArguments.Describe(packet)}): {difference}"));
        }
    }
}
