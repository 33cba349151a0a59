using Weir.Bpf.Compiler.Tests.Harness;

namespace Weir.Bpf.Compiler.Tests.Generated;

/// <summary>Compares generated methods with the CLR, each from unoptimised and optimised IL.</summary>
internal static class GeneratedMethodCheck
{
    private const int MethodsPerBatch = 250;
    private const int RunsPerMethod = 50;
    private const int MostReductions = 150;

    /// <summary>
    /// What the verifier says of a program that it gave up on, right or wrong: it follows at most 1,000,000 instructions and 8192 open branches.
    /// </summary>
    private static readonly string[] s_tooComplex = ["BPF program is too large", "The sequence of 8193 jumps is too complex"];

    /// <summary>Checks the methods of some seeds on all processors and fails with the first that differs, made as small as it still fails.</summary>
    /// <param name="firstSeed">The first seed.</param>
    /// <param name="count">How many seeds.</param>
    /// <returns>How many programs the verifier gave up on.</returns>
    public static int Check(int firstSeed, int count)
    {
        var refused = 0;
        var failures = new List<(GeneratedMethod Method, Optimization Optimization)>();
        Parallel.ForEach(Enumerable.Range(firstSeed, count).Chunk(MethodsPerBatch), (seeds, state) =>
        {
            var methods = seeds.Select(MethodGenerator.Generate).ToArray();
            foreach (var optimization in Enum.GetValues<Optimization>())
            {
                var programs = Compile(methods, optimization);
                foreach (var method in methods)
                {
                    if (state.IsStopped || FailureOf(method, programs, ref refused) is null)
                        continue;
                    state.Stop();
                    lock (failures)
                        failures.Add((method, optimization));
                }
            }
        });

        foreach (var (method, optimization) in failures)
        {
            var reduced = Reduce(method, optimization);
            var failure = FailureOf(reduced, Compile([reduced], optimization), ref refused);
            Assert.Fail($"Seed {method.Seed}, {optimization}:{Environment.NewLine}{reduced}{failure}");
        }

        return refused;
    }

    private static Type Compile(IEnumerable<GeneratedMethod> methods, Optimization optimization) =>
        CSharp.Compile(GeneratedMethod.SourceOf(methods), optimization).GetType(GeneratedMethod.ClassName, throwOnError: true)!;

    private static string? FailureOf(GeneratedMethod method, Type programs, ref int refused)
    {
        try
        {
            using var run = DifferentialRun.Start(programs.GetMethod($"Run{method.Seed}")!);
            foreach (var packet in ScalarArguments.RandomPackets(method.Parameters.Length, RunsPerMethod, new Random(method.Seed)))
            {
                if (run.Compare(packet) is { } difference)
                    return run.Describe($"({ScalarArguments.Describe(packet)}): {difference}");
            }

            return run.CompareMaps() is { } mapDifference ? run.Describe(mapDifference) : null;
        }
        catch (VerifierException exception) when (s_tooComplex.Any(complaint => exception.Message.Contains(complaint, StringComparison.Ordinal)))
        {
            Interlocked.Increment(ref refused);
            return null;
        }
        catch (Exception exception)
        {
            // Whatever else goes wrong with a method that is valid C# is a finding:
            // another refusal of the verifier, or a crash of our compiler.
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
            var ignored = 0;
            return FailureOf(candidate, Compile([candidate], optimization), ref ignored) is not null;
        }
        catch (InvalidOperationException)
        {
            // Without the statement that was left out it is not C# any more.
            return false;
        }
    }
}
