using CsCheck;
using Weir.Engine;

namespace Weir.Policy.Tests;

/// <summary>
/// Expressions about texts, flags, users and absence, evaluated directly by three-valued logic, must say the same as the filters that they
/// were lowered to; what WFP's conditions cannot say must be refused.
/// </summary>
public sealed class TextExpressionPropertyTests
{
    private static readonly Gen<string> s_path = Gen.OneOf("/bin/a", "/bin/b", "/BIN/A", "a", "\"\"", "\"empty\"", "empty");

    private static readonly Gen<string> s_comparison = Gen.OneOf(
        Gen.Select(Gen.OneOf("==", "!=", "==", "!="), s_path, (o, v) => $"app {o} {v}"),
        Gen.Select(Gen.OneOf("<", "<=", ">", ">=", "startswith", "endswith", "equalsignorecase"), s_path.Where(v => v != "empty"), (o, v) => $"app {o} {v}"),
        Gen.Select(Gen.OneOf("in", "not in"), s_path.Array[1, 3], (o, v) => $"app {o} [{string.Join(", ", v)}]"),
        Gen.Select(Gen.OneOf("==", "!=", "<", ">="), Gen.Int[0, 4], (o, v) => $"user {o} {v}"),
        Gen.Select(Gen.OneOf("in", "not in"), Gen.OneOf("0", "1-2", "3", "empty").Array[1, 3], (o, v) => $"user {o} [{string.Join(", ", v)}]"),
        Gen.Select(Gen.OneOf("all", "any", "none"), Gen.Int[0, 7], (o, v) => $"flags {o} {v}"),
        Gen.Select(Gen.OneOf("==", "!="), Gen.OneOf("0", "1", "3", "7", "empty"), (o, v) => $"flags {o} {v}"));

    private static readonly Gen<string> s_expression = Gen.Recursive<string>((depth, self) =>
        depth >= 3
            ? s_comparison
            : Gen.Frequency(
                (4, s_comparison),
                (1, self.Select(e => $"not ({e})")),
                (2, Gen.Select(self, self, (a, b) => $"({a}) and ({b})")),
                (2, Gen.Select(self, self, (a, b) => $"({a}) or ({b})"))));

    private static readonly Gen<FieldValues> s_packet = Gen.Select(
        Gen.OneOf("/bin/a", "/bin/b", "/bin/a2", "a", "A", "", "empty", "-"), Gen.Int[-1, 4], Gen.Int[-1, 7],
        (path, user, flags) =>
        {
            var values = new FieldValues(LayerId.AleAuthConnectV4);
            if (path != "-")
                values[Fields.ApplicationPath] = FilterValue.UnicodeString(path);
            if (user >= 0)
                values[Fields.UserId] = FilterValue.UInt32((uint)user);
            if (flags >= 0)
                values[Fields.Flags] = FilterValue.UInt32((uint)flags);
            return values;
        });

    [Fact]
    public void A_lowered_expression_means_what_it_says()
    {
        var (lowered, refused, matched) = (0, 0, 0);
        Gen.Select(s_expression, s_packet.Array[40]).Sample(
            (expression, packets) =>
            {
                var text = PolicyText.WithExpression($"'{expression}'", "ale-auth-connect-v4");
                var written = PolicyDocument.Parse(text).Filters[0].When!;
                Assert.Equal(written.ToString(), PolicyDocument.Parse(PolicyText.WithExpression($"'{written}'")).Filters[0].When!.ToString());
                PolicyObjects objects;
                try
                {
                    objects = PolicyText.Lower(text);
                }
                catch (PolicyException exception)
                {
                    Interlocked.Increment(ref refused);
                    if (exception.Diagnostics[^1].Message == "the filter can never match")
                        Assert.All(packets, packet => Assert.NotEqual(true, Evaluate(written, packet)));
                    return;
                }

                Interlocked.Increment(ref lowered);
                using var engine = new FilterEngine(new ManagedEngine());
                using var session = engine.OpenSession();
                objects.Install(session);
                foreach (var packet in packets)
                {
                    var expected = Evaluate(written, packet) == true ? Verdict.Block : Verdict.Permit;
                    Assert.True(
                        expected == ReferenceEvaluator.Classify(engine.Policy, LayerId.AleAuthConnectV4, packet).Verdict,
                        $"{expression} on {packet}: written {expected}\n{string.Join('\n', objects.Filters.Select(PolicyText.Describe))}");
                    if (expected == Verdict.Block)
                        Interlocked.Increment(ref matched);
                }
            },
            iter: 1_000);

        // The comparison would say little if hardly any expression could be lowered, or hardly any packet met one.
        Assert.True(lowered > 500 && refused > 20 && matched > 5_000, $"{lowered} lowered, {refused} refused, {matched} matched");
    }

    private static bool? Evaluate(PolicyExpression expression, FieldValues packet) => expression switch
    {
        NotExpression negation => !Evaluate(negation.Operand, packet),
        AndExpression conjunction => conjunction.Operands.Select(operand => Evaluate(operand, packet)).Aggregate((bool?)true, (a, b) => a & b),
        OrExpression disjunction => disjunction.Operands.Select(operand => Evaluate(operand, packet)).Aggregate((bool?)false, (a, b) => a | b),
        ComparisonExpression comparison => Evaluate(comparison, packet),
        _ => throw new InvalidOperationException(),
    };

    private static bool? Evaluate(ComparisonExpression comparison, FieldValues packet)
    {
        var value = packet[comparison.Field.Key];
        var excludes = comparison.Operator is ComparisonOperator.NotEqual or ComparisonOperator.NotIn;
        var asksForAbsence = comparison.Values.Any(one => one.Kind == PolicyValueKind.Absent);
        if (value.Type == DataType.Empty)
            return asksForAbsence ? !excludes : null;
        if (comparison.Operator is ComparisonOperator.Equal or ComparisonOperator.NotEqual or ComparisonOperator.In or ComparisonOperator.NotIn)
            return comparison.Values.Any(one => one.Kind == PolicyValueKind.Exact ? one.Exact == value : one.Kind == PolicyValueKind.Number && one.Low <= value.Number && value.Number <= one.High) != excludes;
        if (comparison.Field == PolicyFields.Flags)
        {
            var (bits, mask) = (value.Number, comparison.Values[0].Low);
            return comparison.Operator switch
            {
                ComparisonOperator.AllSet => (bits & mask) == mask,
                ComparisonOperator.AnySet => (bits & mask) != 0,
                _ => (bits & mask) == 0,
            };
        }

        var order = value.Type == DataType.UnicodeString
            ? string.CompareOrdinal(value.ToUnicodeString(), comparison.Values[0].Exact.ToUnicodeString())
            : value.Number.CompareTo(comparison.Values[0].Low);
        return comparison.Operator switch
        {
            ComparisonOperator.Less => order < 0,
            ComparisonOperator.LessOrEqual => order <= 0,
            ComparisonOperator.Greater => order > 0,
            ComparisonOperator.GreaterOrEqual => order >= 0,
            ComparisonOperator.StartsWith => value.ToUnicodeString().StartsWith(comparison.Values[0].Exact.ToUnicodeString(), StringComparison.Ordinal),
            ComparisonOperator.EndsWith => value.ToUnicodeString().EndsWith(comparison.Values[0].Exact.ToUnicodeString(), StringComparison.Ordinal),
            _ => value.ToUnicodeString().Equals(comparison.Values[0].Exact.ToUnicodeString(), StringComparison.OrdinalIgnoreCase),
        };
    }
}
