namespace Weir.Policy;

/// <summary>
/// What a filter's <c>when</c> says, as a tree: <see cref="ComparisonExpression"/> at the leaves,
/// <see cref="AndExpression"/>, <see cref="OrExpression"/> and <see cref="NotExpression"/> above.
/// </summary>
/// <remarks>
/// A comparison with a field that the packet does not have (a port of an ICMP packet, an IPv6 address of an IPv4
/// packet) is neither true nor false, and <c>not</c> does not make it true: such a packet does not match.
/// This is SQL's rule for NULL, and WFP's for an empty field.
/// </remarks>
public abstract class PolicyExpression
{
    private protected PolicyExpression(SourceSpan span) => Span = span;

    /// <summary>Where the expression stands in the policy file.</summary>
    public SourceSpan Span { get; }

    /// <summary>Writes the expression in the policy language, with no more parentheses than it needs.</summary>
    public abstract override string ToString();
}
