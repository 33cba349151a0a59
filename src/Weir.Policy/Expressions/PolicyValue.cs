namespace Weir.Policy;

/// <summary>A value in a policy: one number, an inclusive range of numbers, or an interface's name.</summary>
public sealed record PolicyValue
{
    /// <summary>What the numbers are.</summary>
    public required PolicyValueKind Kind { get; init; }

    /// <summary>The lowest number meant; 0 for an interface name.</summary>
    public UInt128 Low { get; init; }

    /// <summary>The highest number meant, itself included; equal to <see cref="Low"/> for a single value.</summary>
    public UInt128 High { get; init; }

    /// <summary>The value as it is written in policies.</summary>
    public required string Text { get; init; }

    /// <summary>Whether it stands for exactly one value.</summary>
    public bool IsSingle => Low == High;

    /// <summary>Returns <see cref="Text"/>.</summary>
    public override string ToString() => Text;
}
