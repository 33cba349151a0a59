using Weir.Bpf.Compiler.Tests.Harness;

namespace Weir.Bpf.Compiler.Tests.Differential;

/// <summary>Every scalar kernel gives the same result in the kernel as on the CLR, from unoptimised and optimised IL.</summary>
public sealed class ScalarKernelTests
{
    private const int RandomCount = 1000;

    public static IEnumerable<(Optimization, string)> Kernels =>
        from optimization in Enum.GetValues<Optimization>()
        from method in KernelAssembly.Of(optimization).ScalarMethods
        select (optimization, KernelAssembly.NameOf(method));

    [Theory]
    [MemberData(nameof(Kernels))]
    public void AgreesWithTheClr(Optimization optimization, string name)
    {
        var assembly = KernelAssembly.Of(optimization);
        var method = assembly.Find("Scalars", name);
        using var run = DifferentialRun.Start(assembly.ScalarProgramOf(method));
        foreach (var packet in ScalarArguments.Packets(method.GetParameters().Length, RandomCount, seed: 1))
        {
            if (run.Compare(packet) is { } difference)
                Assert.Fail(run.Describe($"({ScalarArguments.Describe(packet)}): {difference}"));
        }
    }
}
