using System.Collections.Immutable;
using System.Reflection;
using Weir.Bpf.Compiler.Tests.Harness;

namespace Weir.Bpf.Compiler.Tests.Differential;

/// <summary>Generic global functions over classes with static abstract members, which read packets through a view handed to them.</summary>
public sealed class CalloutTests
{
    private const string Folder = "Callouts";
    private const int PacketCount = 2000;

    [Theory]
    [InlineData(Optimization.Debug)]
    [InlineData(Optimization.Release)]
    public void AgreeWithTheClr(Optimization optimization)
    {
        var assembly = KernelAssembly.Of(optimization);
        using var run = NetfilterRun.Start(assembly.Find(Folder, "CalloutPrograms.Direct"));
        run.CompareAll(PacketCount, seed: 1);
    }

    [Theory]
    [InlineData(Optimization.Debug, "ScanInBoundedLoop")]
    [InlineData(Optimization.Release, "ScanInBoundedLoop")]
    [InlineData(Optimization.Debug, "ScanInEndlessLoop")]
    [InlineData(Optimization.Release, "ScanInEndlessLoop")]
    [InlineData(Optimization.Debug, "Checksums")]
    [InlineData(Optimization.Release, "Checksums")]
    public void PayloadsAreReadAsOnTheClr(Optimization optimization, string name)
    {
        using var run = NetfilterRun.Start(KernelAssembly.Of(optimization).Find(Folder, $"PayloadPrograms.{name}"));
        run.CompareAll(PacketCount, seed: 3);
    }

    [Theory]
    [InlineData(Optimization.Debug)]
    [InlineData(Optimization.Release)]
    public void ReplacementsTakeThePlaceOfOpenFunctions(Optimization optimization)
    {
        var assembly = KernelAssembly.Of(optimization);
        var open = assembly.Find(Folder, "CalloutPrograms.ThroughPlaceholders");
        var options = new CompilerOptions
        {
            Replacements = Callouts(assembly).Select((callout, index) => (Key: assembly.Find(Folder, $"CalloutPrograms.Callout{index}"), callout))
                .ToImmutableDictionary(pair => pair.Key, pair => pair.callout),
        };

        using var run = NetfilterRun.Start(open, assembly.Find(Folder, "CalloutPrograms.Direct"), options);

        run.CompareAll(PacketCount, seed: 2);
    }

    [Fact]
    public void InstantiationsAreFunctionsWithNamesOfTheirOwn()
    {
        var program = ProgramCompiler.Compile(KernelAssembly.Of(Optimization.Release).Find(Folder, "CalloutPrograms.Direct")).Program;

        var types = Btf.Parse(program.Debug!.Types.AsSpan());

        Assert.True(types.TryFind("Invoke_BlockPort", BtfKind.Function, out _));
        Assert.True(types.TryFind("Invoke_BlockPattern", BtfKind.Function, out _));
        Assert.True(types.TryFind("Invoke_MixNumbers", BtfKind.Function, out _));
    }

    private static IEnumerable<MethodInfo> Callouts(KernelAssembly assembly) =>
        from name in new[] { "BlockPort", "BlockPattern", "MixNumbers" }
        select assembly.Find(Folder, "CalloutPrograms.Invoke").MakeGenericMethod(assembly.Assembly.GetType($"Weir.Bpf.Compiler.Kernels.{Folder}.{name}", throwOnError: true)!);
}
