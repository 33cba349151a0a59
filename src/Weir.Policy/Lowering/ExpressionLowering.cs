namespace Weir.Policy;

/// <summary>
/// Brings an expression, seen from one layer, into disjunctive normal form: a list of <see cref="Term"/>s of which any may hold.
/// </summary>
/// <remarks>
/// Every field is a number, so every comparison is a set of intervals and <c>not</c> is a complement: nothing of the language
/// is beyond WFP's conditions, only too long for them. A comparison with a field that the layer's packets do not have
/// yields no term, negated or not, which is the language's rule for absent fields.
/// </remarks>
internal sealed class ExpressionLowering(LayerView layer, Func<PolicyValue, uint> interfaceIndex)
{
    // Bounds the work on expressions like (a or b) and (c or d) and ..., which double with every factor.
    private const int MostTerms = 256;

    /// <summary>Why a part of the expression can never hold at this layer: the first reason found, or <see langword="null"/>.</summary>
    public string? Contradiction { get; private set; }

    /// <summary>The terms of an expression; none when it can never hold.</summary>
    /// <exception cref="TooManyTermsException">The normal form is beyond reason.</exception>
    public List<Term> Lower(PolicyExpression expression) => Lower(expression, negated: false);

    private List<Term> Lower(PolicyExpression expression, bool negated) => expression switch
    {
        NotExpression negation => Lower(negation.Operand, !negated),
        AndExpression conjunction when !negated => All(conjunction.Operands, negated),
        AndExpression conjunction => Any(conjunction.Operands, negated),
        OrExpression disjunction when !negated => Any(disjunction.Operands, negated),
        OrExpression disjunction => All(disjunction.Operands, negated),
        ComparisonExpression comparison => Lower(comparison, negated),
        _ => throw new InvalidOperationException($"No lowering for {expression.GetType().Name}."),
    };

    private List<Term> Any(IEnumerable<PolicyExpression> operands, bool negated)
    {
        var terms = new List<Term>();
        foreach (var operand in operands)
        {
            foreach (var term in Lower(operand, negated))
                Add(terms, term);
        }

        return terms;
    }

    private List<Term> All(IEnumerable<PolicyExpression> operands, bool negated)
    {
        List<Term> terms = [Term.Everything];
        foreach (var operand in operands)
        {
            var product = new List<Term>();
            var factor = Lower(operand, negated);
            foreach (var left in terms)
            {
                foreach (var right in factor)
                {
                    if (left.And(right, out var conflict) is { } both)
                        Add(product, both);
                    else
                        Contradiction ??= Explain(conflict);
                }
            }

            terms = product;
        }

        return terms;
    }

    private static void Add(List<Term> terms, Term term)
    {
        // A merged term may merge again with one that the parts did not fit.
        for (var i = 0; i < terms.Count; i++)
        {
            if (terms[i].TryOr(term) is not { } either)
                continue;
            terms.RemoveAt(i);
            term = either;
            i = -1;
        }

        terms.Add(term);
        if (terms.Count > MostTerms)
            throw new TooManyTermsException();
    }

    private List<Term> Lower(ComparisonExpression comparison, bool negated)
    {
        var field = comparison.Field;
        if (field == PolicyFields.Direction && layer.Direction is { } direction)
            return LowerDirection(comparison, direction, negated);

        var excludes = negated != comparison.Operator is ComparisonOperator.NotEqual or ComparisonOperator.NotIn;
        var values = comparison.Values.Where(layer.Has).ToList();
        if (values.Count == 0)
        {
            Contradiction ??= $"{comparison} is about {(layer.IsIPv6 ? "IPv4" : "IPv6")}, and {layer.Name} sees {(layer.IsIPv6 ? "IPv6" : "IPv4")} only"
                + (excludes ? $"; to exclude addresses of both families write {field} not in [IPV4, IPV6]" : "");
            return [];
        }

        var slot = SlotOf(field);
        var set = ToSet(comparison.Operator, values, MaximumOf(slot));
        if (excludes)
            set = set.Complement();
        if (set.IsEmpty)
        {
            Contradiction ??= $"no value of {field} satisfies {(negated ? "not " : "")}{comparison}";
            return [];
        }

        var term = Term.Everything.With(slot, set);
        return [layer.ProtocolsOf(field) is { } protocols ? term.With(TermSlot.Protocol, protocols) : term];
    }

    private List<Term> LowerDirection(ComparisonExpression comparison, Engine.Direction direction, bool negated)
    {
        var isListed = comparison.Values.Any(value => value.Low == (UInt128)(int)direction);
        var holds = isListed != (comparison.Operator is ComparisonOperator.NotEqual or ComparisonOperator.NotIn) != negated;
        if (holds)
            return [Term.Everything];
        Contradiction ??= $"{layer.Name} sees {direction.ToString().ToLowerInvariant()} packets only";
        return [];
    }

    private IntervalSet ToSet(ComparisonOperator @operator, List<PolicyValue> values, UInt128 maximum)
    {
        var (low, high) = IntervalOf(values[0]);
        return @operator switch
        {
            ComparisonOperator.Less => IntervalSet.Of(maximum, low, maximum).Complement(),
            ComparisonOperator.LessOrEqual => IntervalSet.Of(maximum, 0, high),
            ComparisonOperator.Greater => IntervalSet.Of(maximum, 0, high).Complement(),
            ComparisonOperator.GreaterOrEqual => IntervalSet.Of(maximum, low, maximum),
            _ => IntervalSet.Of(maximum, values.Select(IntervalOf)),
        };
    }

    private Interval IntervalOf(PolicyValue value)
    {
        if (value.Kind != PolicyValueKind.InterfaceName)
            return new Interval(value.Low, value.High);
        var index = interfaceIndex(value);
        return new Interval(index, index);
    }

    private static TermSlot SlotOf(PolicyField field) => field switch
    {
        _ when field == PolicyFields.Protocol => TermSlot.Protocol,
        _ when field == PolicyFields.LocalAddress => TermSlot.LocalAddress,
        _ when field == PolicyFields.RemoteAddress => TermSlot.RemoteAddress,
        _ when field == PolicyFields.LocalPort || field == PolicyFields.IcmpType => TermSlot.LocalPort,
        _ when field == PolicyFields.RemotePort || field == PolicyFields.IcmpCode => TermSlot.RemotePort,
        _ when field == PolicyFields.Interface => TermSlot.Interface,
        _ => TermSlot.Direction,
    };

    private UInt128 MaximumOf(TermSlot slot) => slot switch
    {
        TermSlot.Protocol => byte.MaxValue,
        TermSlot.LocalPort or TermSlot.RemotePort => ushort.MaxValue,
        TermSlot.LocalAddress or TermSlot.RemoteAddress when layer.IsIPv6 => UInt128.MaxValue,
        _ => uint.MaxValue,
    };

    private string Explain(TermSlot conflict) => conflict switch
    {
        TermSlot.Protocol => $"the protocols exclude each other (ports need tcp or udp, icmp.type and icmp.code need {(layer.IsIPv6 ? "icmpv6" : "icmp")} at {layer.Name})",
        TermSlot.LocalAddress => "the conditions on local.address exclude each other",
        TermSlot.RemoteAddress => "the conditions on remote.address exclude each other",
        TermSlot.LocalPort => "the conditions on local.port or icmp.type exclude each other",
        TermSlot.RemotePort => "the conditions on remote.port or icmp.code exclude each other",
        TermSlot.Interface => "the conditions on interface exclude each other",
        _ => "the conditions on direction exclude each other",
    };
}
