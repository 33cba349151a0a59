using Weir.Bpf.Language;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>What one layer's table holds.</summary>
/// <param name="Entries">In order of evaluation.</param>
/// <param name="Filters">For each entry, its filter as a callout gets it.</param>
internal sealed record LayerEntries(TableEntry[] Entries, CalloutFilter[] Filters)
{
    public static LayerEntries Empty { get; } = new([], []);
}
