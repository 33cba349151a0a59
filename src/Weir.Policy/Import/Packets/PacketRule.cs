namespace Weir.Policy;

/// <summary>A rule of a chain.</summary>
/// <param name="Source">The rule in the file.</param>
/// <param name="Branches">What it does with which packets; several for a verdict map.</param>
/// <param name="Problem">
/// Why it cannot come in; null when it can. The branches are then of all packets that it can match at most.
/// </param>
internal sealed record PacketRule(ImportSource Source, List<PacketBranch> Branches, string? Problem = null);
