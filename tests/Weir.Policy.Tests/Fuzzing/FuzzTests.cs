using System.Globalization;

namespace Weir.Policy.Tests.Fuzzing;

/// <summary>
/// Fuzzes each parser for a moment. <c>WEIR_FUZZ_SECONDS</c> sets the time for each, <c>WEIR_FUZZ_TARGET</c> one of them, and
/// <c>WEIR_FUZZ_SEED</c> other inputs.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Whatever_is_read_ends_in_a_result_or_a_fault_with_a_place(string name)
    {
        if (Environment.GetEnvironmentVariable("WEIR_FUZZ_TARGET") is { Length: > 0 } only && only != name)
            Assert.Skip($"WEIR_FUZZ_TARGET asks for {only} only");
        var fuzzer = new Fuzzer(FuzzTargets.All.First(target => target.Name == name), Setting("WEIR_FUZZ_SEED", 1));
        var finding = fuzzer.Run(TimeSpan.FromSeconds(Setting("WEIR_FUZZ_SECONDS", 1)));
        output.WriteLine($"{name}: {fuzzer.Runs} inputs, {fuzzer.Answers} different answers");
        if (finding is not null)
        {
            var file = Path.Combine(Path.GetTempPath(), $"weir-fuzz-{name}-{finding.Run}");
            File.WriteAllBytes(file, finding.Input);
            Assert.Fail($"input {finding.Run}, kept in {file}: {finding.What}");
        }

        // A parser that refuses everything alike is not fuzzed.
        Assert.True(fuzzer.Answers > 5, $"only {fuzzer.Answers} different answers to {fuzzer.Runs} inputs");
    }

    [Fact]
    public void A_parser_with_a_mistake_is_caught()
    {
        var careless = new FuzzTarget("careless", ["ab"], ["c"], bytes =>
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, 5);
            return [];
        });
        Assert.Contains(nameof(ArgumentOutOfRangeException), new Fuzzer(careless, 1).Run(TimeSpan.FromSeconds(5))?.What ?? "nothing");
        var greedy = new FuzzTarget("greedy", ["ab"], ["c"], bytes =>
        {
            GC.KeepAlive(new byte[bytes.Length > 5 ? 200 << 20 : 1]);
            return [];
        });
        Assert.Contains("allocated", new Fuzzer(greedy, 1).Run(TimeSpan.FromSeconds(5))?.What ?? "nothing");
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
