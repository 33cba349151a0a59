namespace Weir.Policy;

/// <summary>The numbers from <paramref name="Low"/> to <paramref name="High"/>, both included.</summary>
internal sealed record Interval(UInt128 Low, UInt128 High);
