namespace Weir.Policy;

/// <summary>
/// How the effective weights of an export compare with those that the engine would give. Exact weights and ranges must agree; of automatic
/// ones only an order is promised (<c>docs/guides/01-filter-model.md</c>), and so their pairs are compared: those of one layer, sublayer
/// and range.
/// </summary>
/// <param name="Exact">Filters with a weight of 64 bits.</param>
/// <param name="Ranges">Filters with one of the sixteen ranges.</param>
/// <param name="Automatic">Filters with no weight of their own.</param>
/// <param name="Differing">Filters of the first two whose effective weight is not what they ask for; each has a note.</param>
/// <param name="Pairs">Pairs of filters with automatic parts that differ, in the file or here.</param>
/// <param name="PairsInOtherOrder">Those that the file has in the opposite order.</param>
/// <param name="PairsTied">Those of equal weight in one of the two only.</param>
public sealed record WeightComparison(int Exact, int Ranges, int Automatic, int Differing, long Pairs, long PairsInOtherOrder, long PairsTied);
