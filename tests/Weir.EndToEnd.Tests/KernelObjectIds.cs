using Weir.Bpf;

namespace Weir.EndToEnd.Tests;

/// <summary>What the kernel holds of Weir's, whichever process loaded it.</summary>
internal static class KernelObjectIds
{
    private const string Prefix = "weir_";

    /// <summary>Weir's programs and maps, by name and id. Links have no names, but one that is left keeps its program alive.</summary>
    public static IReadOnlySet<string> All() => BpfProgram.List().Select(program => $"program {program.Name} {program.Id}")
        .Concat(BpfMap.List().Select(map => $"map {map.Name} {map.Id}"))
        .Where(text => text.Contains($" {Prefix}", StringComparison.Ordinal))
        .ToHashSet();
}
