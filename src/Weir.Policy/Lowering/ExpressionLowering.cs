using Weir.Engine;

namespace Weir.Policy;

/// <summary>
/// Brings an expression, seen from one layer, into disjunctive normal form: a list of <see cref="Term"/>s of which any may hold.
/// </summary>
/// <remarks>
/// On a field of numbers every comparison is a set of intervals and <c>not</c> is a complement: nothing there is beyond WFP's
/// conditions, only too long for them. Texts, bytes, identifiers and flags have tests, and what WFP has no test for is refused. A
/// comparison with a field that the layer's packets do not have yields no term, negated or not, which is the language's rule for
/// absent fields.
/// </remarks>
internal sealed class ExpressionLowering(LayerView layer, Func<PolicyValue, ulong> numberOfName)
{
    // U+FFFF is no character: the texts that begin with a text end there.
    internal const string LastContinuation = "\uffff";

    // Bounds the work on expressions like (a or b) and (c or d) and ..., which double with every factor.
    private const int MostTerms = 256;

    /// <summary>Why a part of the expression can never hold at this layer: the first reason found, or <see langword="null"/>.</summary>
    public string? Contradiction { get; private set; }

    /// <summary>The terms of an expression; none when it can never hold.</summary>
    /// <exception cref="TooManyTermsException">The normal form is beyond reason.</exception>
    /// <exception cref="CannotSayException">WFP has no conditions for it.</exception>
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
        List<Term> terms = [Term.Everything(layer)];
        foreach (var operand in operands)
        {
            var product = new List<Term>();
            var factor = Lower(operand, negated);
            foreach (var left in terms)
            {
                foreach (var right in factor)
                {
                    if (left.And(right, layer, out var conflict) is { } both)
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

        var slot = layer.Layer.FindField(field.Key)!;
        if (values.FirstOrDefault(value => !LayerView.Holds(slot, value)) is { } wrong)
            throw new CannotSayException($"{field} holds no number such as {wrong} at {layer.Name}", $"it is of type {slot.Type}: write conditions, with the type");
        var set = ToSet(comparison, values, slot.Type);
        if (excludes)
            set = set.Complement(field, slot.Type, ConditionWriter.MaximumOf(slot.Type));
        if (set.IsEmpty)
        {
            Contradiction ??= $"no value of {field} satisfies {(negated ? "not " : "")}{comparison}";
            return [];
        }

        var term = Term.Everything(layer).With(slot.Index, set);

        // The protocol says which packets have the field; "empty" is about those that have not.
        if (layer.ProtocolsOf(field) is not { } protocols || set is { Absent: true, Numbers: null })
            return [term];
        if (set.Absent)
            throw new CannotSayException($"{field} in [...] with empty and other values is about two kinds of packets", $"write {field} == empty or {field} in [...]");
        return [term.With(layer.Layer.FindField(Fields.IpProtocol)!.Index, new FieldSet(protocols))];
    }

    private List<Term> LowerDirection(ComparisonExpression comparison, Engine.Direction direction, bool negated)
    {
        var isListed = comparison.Values.Any(value => value.Low == (UInt128)(int)direction);
        var holds = isListed != (comparison.Operator is ComparisonOperator.NotEqual or ComparisonOperator.NotIn) != negated;
        if (holds)
            return [Term.Everything(layer)];
        Contradiction ??= $"{layer.Name} sees {direction.ToString().ToLowerInvariant()} packets only";
        return [];
    }

    private FieldSet ToSet(ComparisonExpression comparison, List<PolicyValue> values, DataType type)
    {
        if (comparison.TestsBits)
        {
            var bits = values.Aggregate(UInt128.Zero, (all, value) => all | value.Low);
            var match = comparison.Operator switch
            {
                ComparisonOperator.AllSet => FilterMatchType.FlagsAllSet,
                ComparisonOperator.AnySet => FilterMatchType.FlagsAnySet,
                _ => FilterMatchType.FlagsNoneSet,
            };
            return new FieldSet(null, [new FieldTest(match, ConditionWriter.Value(type, bits))]);
        }

        var absent = values.RemoveAll(value => value.Kind == PolicyValueKind.Absent) > 0;
        var exact = values.Where(value => value.Kind == PolicyValueKind.Exact).SelectMany(value => TestsOf(comparison.Operator, value.Exact));
        var numbers = values.Where(value => value.Kind != PolicyValueKind.Exact).ToList();
        return new FieldSet(numbers.Count == 0 ? null : Numbers(comparison.Operator, numbers, ConditionWriter.MaximumOf(type)), [.. exact], absent);
    }

    private static IEnumerable<FieldTest> TestsOf(ComparisonOperator @operator, FilterValue value) =>
    [
        @operator switch
        {
            ComparisonOperator.Less => new FieldTest(FilterMatchType.Less, value),
            ComparisonOperator.LessOrEqual => new FieldTest(FilterMatchType.LessOrEqual, value),
            ComparisonOperator.Greater => new FieldTest(FilterMatchType.Greater, value),
            ComparisonOperator.GreaterOrEqual => new FieldTest(FilterMatchType.GreaterOrEqual, value),
            ComparisonOperator.EndsWith => new FieldTest(FilterMatchType.Prefix, value),
            ComparisonOperator.EqualIgnoringCase => new FieldTest(FilterMatchType.EqualCaseInsensitive, value),
            ComparisonOperator.StartsWith => new FieldTest(
                FilterMatchType.Range,
                FilterValue.Range(value, FilterValue.UnicodeString(value.ToUnicodeString() + LastContinuation))),
            _ => new FieldTest(FilterMatchType.Equal, value),
        },
    ];

    private IntervalSet Numbers(ComparisonOperator @operator, List<PolicyValue> values, UInt128 maximum)
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
        if (!value.IsName)
            return new Interval(value.Low, value.High);
        var number = numberOfName(value);
        return new Interval(number, number);
    }

    private string Explain(int conflict)
    {
        var field = layer.Layer.Fields[conflict];
        return field.Key switch
        {
            _ when field.Key == Fields.IpProtocol =>
                $"the protocols exclude each other (ports need tcp or udp, icmp.type and icmp.code need {(layer.IsIPv6 ? "icmpv6" : "icmp")} at {layer.Name})",
            _ when field.Key == Fields.IpLocalPort => "the conditions on local.port or icmp.type exclude each other",
            _ when field.Key == Fields.IpRemotePort => "the conditions on remote.port or icmp.code exclude each other",
            _ => $"the conditions on {layer.FieldAt(conflict)} exclude each other",
        };
    }
}
