namespace Weir.Policy;

/// <summary>True when the operand is false; a comparison with an absent field is neither.</summary>
public sealed class NotExpression : PolicyExpression
{
    internal NotExpression(SourceSpan span, PolicyExpression operand)
        : base(span)
    {
        Operand = operand;
    }

    /// <summary>What is negated.</summary>
    public PolicyExpression Operand { get; }

    /// <inheritdoc/>
    public override string ToString() => Operand is AndExpression or OrExpression ? $"not ({Operand})" : $"not {Operand}";
}
