using System.Collections.Immutable;

namespace Weir.Policy;

/// <summary>True when any operand is.</summary>
public sealed class OrExpression : PolicyExpression
{
    internal OrExpression(ImmutableArray<PolicyExpression> operands)
        : base(operands[0].Span)
    {
        Operands = operands;
    }

    /// <summary>The operands as written, at least two.</summary>
    public ImmutableArray<PolicyExpression> Operands { get; }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(" or ", Operands.Select(o => o is OrExpression ? $"({o})" : o.ToString()));
}
