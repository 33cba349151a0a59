using Weir.Bpf.Compiler.Tests.Harness;

namespace Weir.Bpf.Compiler.Tests.Opcodes;

/// <summary>IL that comes from no C# compiler gives the same result in the kernel as on the CLR.</summary>
public sealed class EmittedKernelTests
{
    private const int RandomCount = 300;

    public static IEnumerable<TheoryDataRow<string>> Kernels => EmittedKernels.Methods.Select(method => new TheoryDataRow<string>(method.Name));

    [Theory]
    [MemberData(nameof(Kernels))]
    public void AgreesWithTheClr(string name)
    {
        using var run = DifferentialRun.Start(EmittedKernels.ProgramOf(name));
        foreach (var packet in ScalarArguments.Packets(parameterCount: 2, RandomCount, seed: 1))
        {
            if (run.Compare(packet) is { } difference)
                Assert.Fail(run.Describe($"({ScalarArguments.Describe(packet)}): {difference}"));
        }
    }
}
