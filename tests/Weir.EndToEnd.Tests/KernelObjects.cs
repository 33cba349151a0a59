using Weir.Bpf;
using Weir.Testing;

namespace Weir.EndToEnd.Tests;

/// <summary>What the kernel holds of Weir's, whichever process loaded it.</summary>
internal static class KernelObjects
{
    private const string Prefix = "weir_";
    private static readonly TimeSpan s_settlingTime = TimeSpan.FromMilliseconds(500);

    /// <summary>Weir's programs and maps, by name and id. Links have no names, but one that is left keeps its program alive.</summary>
    public static IReadOnlySet<string> OfWeir() => BpfProgram.List().Select(program => $"program {program.Name} {program.Id}")
        .Concat(BpfMap.List().Select(map => $"map {map.Name} {map.Id}"))
        .Where(text => text.Contains($" {Prefix}", StringComparison.Ordinal))
        .ToHashSet();

    /// <summary>
    /// Nothing is there that was not before. The kernel frees maps a moment after their last user, and a look in that moment
    /// would keep them (see <see cref="BpfMap.List"/>): so it waits first. A run that says it is not alone is not asked: what appeared may be
    /// another's.
    /// </summary>
    public static void AssertGone(IReadOnlySet<string> before)
    {
        if (Environment.GetEnvironmentVariable(BpfObjects.ExclusiveVariable) == "0")
        {
            return;
        }

        Thread.Sleep(s_settlingTime);
        Assert.Empty(OfWeir().Except(before));
    }
}
