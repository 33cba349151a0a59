using System.Collections.Immutable;

namespace Weir.Policy;

/// <summary>True when every operand is.</summary>
public sealed class AndExpression : PolicyExpression
{
    internal AndExpression(ImmutableArray<PolicyExpression> operands)
        : base(operands[0].Span)
    {
        Operands = operands;
    }

    /// <summary>The operands as written, at least two.</summary>
    public ImmutableArray<PolicyExpression> Operands { get; }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(" and ", Operands.Select(o => o is OrExpression or AndExpression ? $"({o})" : o.ToString()));
}
