using Superpower;
using Superpower.Model;

namespace Weir.Policy;

internal static partial class ExpressionGrammar
{
    /// <summary>The rest of a list whose bracket is open.</summary>
    private static TokenListParser<ExpressionToken, PolicyValue[]> ListOf(PolicyField? field, ExpressionToken open) => input =>
    {
        if (Peek(input) is { Kind: ExpressionTokenKind.CloseBracket })
        {
            open.Report("the list is empty, so the comparison can never be true", "list at least one value");
            return TokenListParserResult.Value(Array.Empty<PolicyValue>(), input, input.ConsumeToken().Remainder);
        }

        var values = ValueOf(field).AtLeastOnceDelimitedBy(s_comma)(input);
        if (!values.HasValue)
            return TokenListParserResult.CastEmpty<ExpressionToken, PolicyValue?[], PolicyValue[]>(values);
        return Peek(values.Remainder) switch
        {
            { Kind: ExpressionTokenKind.CloseBracket } => TokenListParserResult.Value(Present(values.Value), input, values.Remainder.ConsumeToken().Remainder),
            { Kind: ExpressionTokenKind.Word } word =>
                Broken<PolicyValue[]>(values.Remainder, word, $"'{word.Text}' where a comma or ] is expected", "separate the values of a list by commas"),
            _ => TokenListParserResult.Empty<ExpressionToken, PolicyValue[]>(values.Remainder, ["a comma or ]"]),
        };
    };

    private static TokenListParser<ExpressionToken, PolicyValue[]> SingleOf(PolicyField? field) => ValueOf(field).Select(value => Present([value]));

    private static PolicyValue[] Present(PolicyValue?[] values) => [.. values.OfType<PolicyValue>()];

    /// <summary>A value; <see langword="null"/> after reporting that the field has no such value.</summary>
    private static TokenListParser<ExpressionToken, PolicyValue?> ValueOf(PolicyField? field) => input =>
    {
        if (Peek(input) is not { IsName: true } token)
        {
            return Peek(input) is { } other && (other.Kind == ExpressionTokenKind.OpenParenthesis || other.Text == "{")
                ? Broken<PolicyValue?>(input, other, $"'{other.Text}' where a value is expected", "lists are written in brackets: [a, b]")
                : TokenListParserResult.Empty<ExpressionToken, PolicyValue?>(input, ["a value"]);
        }

        var rest = input.ConsumeToken().Remainder;
        if (field is null)
            return TokenListParserResult.Value<ExpressionToken, PolicyValue?>(null, input, rest);

        var (text, end) = (token.Text, token.Start + token.Length);
        if (field.IsOrdered && !field.HasEnd && Peek(rest)?.IsWord("-") == true
            && Peek(rest.ConsumeToken().Remainder) is { Kind: ExpressionTokenKind.Word } high)
        {
            rest = rest.ConsumeToken().Remainder.ConsumeToken().Remainder;
            text = $"{token.Text}-{high.Text}";
            end = high.Start + high.Length;
        }

        if (!ValueReader.TryRead(field, text, token.Kind == ExpressionTokenKind.Quoted, out var value, out var problem))
            token.Source.Report(token.Source.SpanOf(token.Start, end - token.Start), problem.Message, PolicyFields.Find(text) is null ? problem.Advice : "a field is compared with values, not with another field");
        return TokenListParserResult.Value(value, input, rest);
    };

    private static void CheckValues(PolicyField field, Operation operation, PolicyValue[] values)
    {
        if (operation.Operator is ComparisonOperator.AllSet or ComparisonOperator.AnySet or ComparisonOperator.NoneSet)
            CheckBits(field, operation.Token, values);
        else if (operation.Operator is not (ComparisonOperator.In or ComparisonOperator.NotIn))
            CheckSingle(field, operation, values);
    }

    private static void CheckBits(PolicyField field, ExpressionToken operatorToken, PolicyValue[] values)
    {
        if (values.FirstOrDefault(value => value.Kind != PolicyValueKind.Number || !value.IsSingle) is { } wrong)
            operatorToken.Report($"'{operatorToken.Text}' tests bits, and {wrong} is none", $"name bits, or write a number such as 0x1: {field} {operatorToken.Text} 0x1");
    }

    private static void CheckSingle(PolicyField field, Operation operation, PolicyValue[] values)
    {
        var (token, @operator) = (operation.Token, operation.Operator);
        if (values.Length != 1)
        {
            if (values.Length > 1)
            {
                token.Report($"'{token.Text}' compares with one value", @operator switch
                {
                    ComparisonOperator.Equal => $"write {field} in [...]",
                    ComparisonOperator.NotEqual => $"write {field} not in [...]",
                    _ => null,
                });
            }

            return;
        }

        if (@operator is ComparisonOperator.Equal or ComparisonOperator.NotEqual)
            return;
        if (values[0].Kind == PolicyValueKind.Absent)
            token.Report($"'{token.Text}' compares with a value, and empty is none", $"write {field} == empty for what has none");
        if (!values[0].IsSingle)
            token.Report($"'{token.Text}' compares with one value, and {values[0]} is a range", $"write {field} in {values[0]}, or compare with one end of it");
    }
}
