using System.Collections.Immutable;
using Weir.Bpf.Compiler.Tests.Harness;

namespace Weir.Bpf.Compiler.Tests.Differential;

/// <summary>How a method is compiled changes its length, never its meaning: without optimisation, without any single pass, and with few registers, so that values live on the stack.</summary>
public sealed class CompilerOptionsTests
{
    private const int RandomCount = 60;

    private static readonly ImmutableArray<(string Name, CompilerOptions Options)> s_variants =
    [
        ("six registers", new CompilerOptions { RegisterCount = 6 }),
        ("unoptimised", new CompilerOptions { Optimize = false }),
        ("unoptimised, six registers", new CompilerOptions { Optimize = false, RegisterCount = 6 }),
        .. from pass in new[] { "RemoveOverwrittenStores", "ReplaceStackSlots", "ThreadJumps" }
           select ($"without {pass}", new CompilerOptions { DisabledPasses = ImmutableHashSet.Create(pass) }),
    ];

    public static IEnumerable<(string, Optimization, string)> Classes =>
        from variant in s_variants
        from optimization in Enum.GetValues<Optimization>()
        from kernels in KernelAssembly.Of(optimization).ScalarMethods.Select(method => method.DeclaringType!.Name).Distinct()
        select (variant.Name, optimization, kernels);

    [Theory]
    [MemberData(nameof(Classes))]
    public void AgreeWithTheClr(string variant, Optimization optimization, string kernels)
    {
        var options = s_variants.Single(candidate => candidate.Name == variant).Options;
        var assembly = KernelAssembly.Of(optimization);
        foreach (var method in assembly.ScalarMethods.Where(method => method.DeclaringType!.Name == kernels))
        {
            using var run = DifferentialRun.Start(assembly.ScalarProgramOf(method), options: options);
            foreach (var packet in ScalarArguments.RandomPackets(method.GetParameters().Length, RandomCount, new Random(2)))
            {
                if (run.Compare(packet) is { } difference)
                    Assert.Fail(run.Describe($"{variant}: ({ScalarArguments.Describe(packet)}): {difference}"));
            }
        }
    }
}
