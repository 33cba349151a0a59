using System.Collections.Immutable;
using System.Reflection;
using Weir.Bpf.Compiler.Tests.Harness;

namespace Weir.Bpf.Compiler.Tests.Refusals;

/// <summary>Replacements that cannot take the place of what they replace are refused where the options are made.</summary>
public sealed class ReplacementTests
{
    [Fact]
    public void OfAnotherSignatureAreRefused()
    {
        var exception = Refuse(Callout("Callout0"), Callout("Direct"));

        Assert.Contains("CalloutPrograms.Callout0 cannot be replaced by CalloutPrograms.Direct", exception.Message, StringComparison.Ordinal);
        Assert.Contains("signatures", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutTypeArgumentsAreRefused()
    {
        var exception = Refuse(Callout("Callout0"), Callout("Invoke"));

        Assert.Contains("MakeGenericMethod", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ByInstanceMethodsAreRefused()
    {
        var exception = Refuse(Callout("Callout0"), typeof(ReplacementTests).GetMethod(nameof(ByInstanceMethodsAreRefused))!);

        Assert.Contains("static", exception.Message, StringComparison.Ordinal);
    }

    private static ArgumentException Refuse(MethodInfo replaced, MethodInfo replacement) =>
        Assert.Throws<ArgumentException>(() => new CompilerOptions
        {
            Replacements = ImmutableDictionary<MethodInfo, MethodInfo>.Empty.Add(replaced, replacement),
        });

    private static MethodInfo Callout(string name) => KernelAssembly.Of(Optimization.Release).Find("Callouts", $"CalloutPrograms.{name}");
}
