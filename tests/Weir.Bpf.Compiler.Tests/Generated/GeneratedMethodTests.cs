namespace Weir.Bpf.Compiler.Tests.Generated;

/// <summary>
/// Random methods give the same result in the kernel as on the CLR. A failure shows the seed and the method, made as small as it still fails.
/// </summary>
public sealed class GeneratedMethodTests(ITestOutputHelper output)
{
    private const int MethodCount = 20_000;
    private const int MethodsPerSlice = 2_000;
    private const int FreshMethods = 500;

    // Each method is two programs, and at most one program of a thousand may be beyond what the verifier follows.
    private const int MostRefusedPerSlice = 2 * MethodsPerSlice / 1000;

    /// <summary>The first seed of each slice.</summary>
    public static IEnumerable<TheoryDataRow<int>> Slices =>
        Enumerable.Range(0, MethodCount / MethodsPerSlice).Select(slice => new TheoryDataRow<int>(slice * MethodsPerSlice));

    [Theory]
    [MemberData(nameof(Slices))]
    public void AgreeWithTheClr(int firstSeed)
    {
        var refused = GeneratedMethodCheck.Check(firstSeed, MethodsPerSlice);

        output.WriteLine($"The verifier gave up on {refused} of {2 * MethodsPerSlice} programs.");
        Assert.InRange(refused, 0, MostRefusedPerSlice);
    }

    /// <summary>Methods that no run has seen before; the message of a failure has the seed.</summary>
    [Fact]
    public void AgreeWithTheClrFromFreshSeeds() =>
        GeneratedMethodCheck.Check(Random.Shared.Next(MethodCount, int.MaxValue - FreshMethods), FreshMethods);
}
