using Weir.Engine;

namespace Weir.Policy;

/// <summary>A value in a policy: one number, an inclusive range of numbers, a name to be looked up, or an engine's value.</summary>
public sealed record PolicyValue
{
    /// <summary>What the value is.</summary>
    public required PolicyValueKind Kind { get; init; }

    /// <summary>The lowest number meant; 0 for what is no number.</summary>
    public UInt128 Low { get; init; }

    /// <summary>The highest number meant, itself included; equal to <see cref="Low"/> for a single value.</summary>
    public UInt128 High { get; init; }

    /// <summary>The value of kind <see cref="PolicyValueKind.Exact"/>, as the engine compares with it; otherwise empty.</summary>
    public FilterValue Exact { get; init; }

    /// <summary>The value as it is written in policies.</summary>
    public required string Text { get; init; }

    /// <summary>Whether it stands for exactly one value.</summary>
    public bool IsSingle => Low == High && Exact.Type != DataType.Range;

    /// <summary>Whether it is a name that has no number until it is looked up.</summary>
    internal bool IsName => Kind is PolicyValueKind.InterfaceName or PolicyValueKind.UserName or PolicyValueKind.GroupName or PolicyValueKind.ControlGroupPath;

    /// <summary>The name without the quotes that it may be written in.</summary>
    internal string Name => ValueText.Unquote(Text);

    /// <summary>Returns <see cref="Text"/>.</summary>
    public override string ToString() => Text;
}
