using System.Collections.Immutable;

namespace Weir.Policy;

/// <summary>Compares a field of the packet with values.</summary>
public sealed class ComparisonExpression : PolicyExpression
{
    internal ComparisonExpression(SourceSpan span, PolicyField field, ComparisonOperator @operator, ImmutableArray<PolicyValue> values)
        : base(span)
    {
        Field = field;
        Operator = @operator;
        Values = values;
    }

    /// <summary>The field on the left.</summary>
    public PolicyField Field { get; }

    /// <summary>The relation.</summary>
    public ComparisonOperator Operator { get; }

    /// <summary>
    /// The values on the right: exactly one unless the operator is <c>in</c> or <c>not in</c>, or tests bits, which may then be named one by
    /// one.
    /// </summary>
    public ImmutableArray<PolicyValue> Values { get; }

    /// <inheritdoc/>
    public override string ToString() =>
        Operator is ComparisonOperator.In or ComparisonOperator.NotIn || (TestsBits && Values.Length > 1)
            ? $"{Field} {Symbol(Operator)} [{string.Join(", ", Values)}]"
            : $"{Field} {Symbol(Operator)} {Values[0]}";

    /// <summary>Whether it is about bits of a number.</summary>
    internal bool TestsBits => Operator is ComparisonOperator.AllSet or ComparisonOperator.AnySet or ComparisonOperator.NoneSet;

    internal static string Symbol(ComparisonOperator @operator) => @operator switch
    {
        ComparisonOperator.Equal => "==",
        ComparisonOperator.NotEqual => "!=",
        ComparisonOperator.Less => "<",
        ComparisonOperator.LessOrEqual => "<=",
        ComparisonOperator.Greater => ">",
        ComparisonOperator.GreaterOrEqual => ">=",
        ComparisonOperator.In => "in",
        ComparisonOperator.StartsWith => "startswith",
        ComparisonOperator.EndsWith => "endswith",
        ComparisonOperator.EqualIgnoringCase => "equalsignorecase",
        ComparisonOperator.AllSet => "all",
        ComparisonOperator.AnySet => "any",
        ComparisonOperator.NoneSet => "none",
        _ => "not in",
    };
}
