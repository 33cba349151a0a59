using Weir.Bpf.Compiler.Tests.Harness;

namespace Weir.Bpf.Compiler.Tests.Differential;

/// <summary>Which fields are the same map.</summary>
public sealed class MapDeclarationTests
{
    private const string Source =
        """
        using Weir.Bpf.Language;

        public static unsafe class Counter
        {
            public static readonly ArrayMap<ulong> Total = new(1);

            [Program(ProgramType.SchedulerClassifier)]
            public static int Count(TrafficControlContext* context) => (int)++*Total.First();
        }
        """;

    [Fact]
    public void ClassesOfTwoAssembliesWithTheSameNameHaveMapsOfTheirOwn()
    {
        var first = Compile();
        var second = Compile();

        Assert.NotEqual(first.Maps[0].Key, second.Maps[0].Key);
        Assert.Equal(["Counter.Total", "Counter.Total"], [first.Maps[0].Name, second.Maps[0].Name]);
        Assert.Equal(MapDeclaration.KeyOf(first.Maps[0].Field), Assert.Single(first.Program.MapReferences).Map);
    }

    private static CompiledProgram Compile() =>
        ProgramCompiler.Compile(CSharp.Compile(Source, Optimization.Release).GetType("Counter", throwOnError: true)!.GetMethod("Count")!);
}
