namespace Weir.Engine;

/// <summary>All numbers from <paramref name="Low"/> to <paramref name="High"/>, both included.</summary>
/// <param name="Low">The lowest.</param>
/// <param name="High">The highest.</param>
public readonly record struct ValueRange(UInt128 Low, UInt128 High)
{
    /// <summary>True when the number is in the range.</summary>
    public bool Contains(UInt128 number) => Low <= number && number <= High;
}
