namespace Weir.Benchmarks.Classify;

/// <summary>What one method took with one rule set.</summary>
/// <param name="Family">Family of the rule set.</param>
/// <param name="Size">Nominal number of rules.</param>
/// <param name="SetRules">Number of rules of the set.</param>
/// <param name="Method">Name of the method.</param>
/// <param name="IsLive">Whether it was measured with real packets.</param>
/// <param name="Rules">Number of rules that the method held.</param>
/// <param name="Nanoseconds">For a packet, over none; the median.</param>
/// <param name="Low">A quarter of the rounds took less.</param>
/// <param name="High">A quarter of the rounds took more.</param>
/// <param name="Remark">What else must be known of the number.</param>
internal sealed record ClassifyResult(
    string Family, int Size, int SetRules, string Method, bool IsLive, int Rules, double Nanoseconds, double Low, double High, string? Remark);
