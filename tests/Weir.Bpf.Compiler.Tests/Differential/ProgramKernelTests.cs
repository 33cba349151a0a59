using Weir.Bpf.Compiler.Tests.Harness;

namespace Weir.Bpf.Compiler.Tests.Differential;

/// <summary>Every program over packets and maps leaves the same result, packet, context and maps in the kernel as on the CLR.</summary>
public sealed class ProgramKernelTests
{
    private const int PacketCount = 10_000;

    public static IEnumerable<(Optimization, string)> Programs =>
        from optimization in Enum.GetValues<Optimization>()
        from method in KernelAssembly.Of(optimization).Programs
        select (optimization, KernelAssembly.NameOf(method));

    [Theory]
    [MemberData(nameof(Programs))]
    public void AgreesWithTheClr(Optimization optimization, string name) =>
        DifferentialCheck.Run(KernelAssembly.Of(optimization).Find("Programs", name), PacketCount);
}
