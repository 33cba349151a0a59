using Weir.Bpf.Compiler.Tests.Harness;

namespace Weir.Bpf.Compiler.Tests.Generated;

/// <summary>Random methods give the same result in the kernel as on the CLR. A failure shows the seed and the method, made as small as it still fails.</summary>
public sealed class GeneratedMethodTests
{
    private const int MethodsPerBatch = 100;
    private const int Batches = 12;
    private const int RunsPerMethod = 100;
    private const int MostReductions = 150;

    public static IEnumerable<(Optimization, int)> BatchNumbers =>
        from batch in Enumerable.Range(0, Batches)
        select (batch % 2 == 0 ? Optimization.Debug : Optimization.Release, batch);

    [Theory]
    [MemberData(nameof(BatchNumbers))]
    public void AgreeWithTheClr(Optimization optimization, int batch) =>
        Check(optimization, Enumerable.Range(batch * MethodsPerBatch, MethodsPerBatch));

    /// <summary>Seeds that found a bug once, outside of the batches.</summary>
    [Theory]
    [InlineData(Optimization.Debug)]
    [InlineData(Optimization.Release)]
    public void AgreeWithTheClrWhereTheyDidNot(Optimization optimization) => Check(optimization, [5609, 5872, 11188, 21510, 22412]);

    private static void Check(Optimization optimization, IEnumerable<int> seeds)
    {
        var methods = seeds.Select(MethodGenerator.Generate).ToArray();
        var programs = Compile(methods, optimization);
        foreach (var method in methods)
        {
            if (FailureOf(method, programs) is null)
                continue;
            var reduced = Reduce(method, optimization);
            Assert.Fail($"Seed {method.Seed}, {optimization}:{Environment.NewLine}{reduced}{FailureOf(reduced, Compile([reduced], optimization))}");
        }
    }

    private static Type Compile(IEnumerable<GeneratedMethod> methods, Optimization optimization) =>
        CSharp.Compile(GeneratedMethod.SourceOf(methods), optimization).GetType(GeneratedMethod.ClassName, throwOnError: true)!;

    private static string? FailureOf(GeneratedMethod method, Type programs)
    {
        try
        {
            using var run = DifferentialRun.Start(programs.GetMethod($"Run{method.Seed}")!);
            foreach (var packet in ScalarArguments.RandomPackets(method.Parameters.Length, RunsPerMethod, new Random(method.Seed)))
            {
                if (run.Compare(packet) is { } difference)
                    return run.Describe($"({ScalarArguments.Describe(packet)}): {difference}");
            }

            return null;
        }
        catch (Exception exception)
        {
            // Whatever goes wrong with a method that is valid C# is a finding: a refusal of the verifier, or a crash of our compiler.
            return exception.ToString();
        }
    }

    private static GeneratedMethod Reduce(GeneratedMethod method, Optimization optimization)
    {
        for (var attempts = 0; ;)
        {
            var smaller = method.Reductions().TakeWhile(_ => attempts++ < MostReductions).FirstOrDefault(candidate => StillFails(candidate, optimization));
            if (smaller is null)
                return method;
            method = smaller;
        }
    }

    private static bool StillFails(GeneratedMethod candidate, Optimization optimization)
    {
        try
        {
            return FailureOf(candidate, Compile([candidate], optimization)) is not null;
        }
        catch (InvalidOperationException)
        {
            // Without the statement that was left out it is not C# any more.
            return false;
        }
    }
}
