using System.Collections.Immutable;
using Superpower;
using Superpower.Model;
using Superpower.Parsers;

namespace Weir.Policy;

internal static partial class ExpressionGrammar
{
    private static readonly string[] s_textOperators = ["startswith", "endswith", "equalsignorecase", "contains", "matches"];

    private static readonly string[] s_flagOperators = ["all", "any", "none"];

    private static readonly TokenListParser<ExpressionToken, ExpressionToken> s_comma =
        Token.Matching<ExpressionToken>(token => token.Kind == ExpressionTokenKind.Comma, "").Select(token => token.Kind);

    private static readonly TokenListParser<ExpressionToken, ExpressionToken> s_openBracket =
        Token.Matching<ExpressionToken>(token => token.Kind == ExpressionTokenKind.OpenBracket, "").Select(token => token.Kind);

    /// <summary>What follows a field. It is read also when the field is wrong, so that its values are not reported as nonsense.</summary>
    private static TokenListParser<ExpressionToken, PolicyExpression> ComparisonOf(ExpressionToken name)
    {
        var field = name.Kind == ExpressionTokenKind.Word ? PolicyFields.Find(name.Text) : null;
        return OperatorBehind(name, field).Then(operation => s_openBracket.Then(open => ListOf(field, open)).Or(SingleOf(field)).Select(values =>
        {
            if (field is null)
                return (PolicyExpression)new ComparisonExpression(name.Span, PolicyFields.Protocol, ComparisonOperator.In, []);
            CheckValues(field, operation, values);
            return new ComparisonExpression(name.Span, field, operation.Operator, [.. values]);
        }));
    }

    private static TokenListParser<ExpressionToken, Operation> OperatorBehind(ExpressionToken name, PolicyField? field) => input =>
    {
        var first = input.ConsumeToken();
        if (!first.HasValue || !StartsOperator(first.Value.Kind))
            return NotAComparison(input, name, field);
        if (field is null)
        {
            var (message, advice) = PolicyFields.ExplainUnknown(name.Text);
            name.Report(message, advice);
        }

        var token = first.Value.Kind;
        var rest = first.Remainder;
        if (token.Text == "not" && token.Kind == ExpressionTokenKind.Word)
        {
            if (Peek(rest)?.IsWord("in") != true)
                return Broken<Operation>(rest, token, "'not' where an operator is expected", "write not in, or put not before the field");
            rest = rest.ConsumeToken().Remainder;
            return TokenListParserResult.Value(new Operation(token, ComparisonOperator.NotIn), input, rest);
        }

        if (CommonOperator(token) is { } common)
        {
            if (field is { IsOrdered: false } && common is ComparisonOperator.Less or ComparisonOperator.LessOrEqual or ComparisonOperator.Greater or ComparisonOperator.GreaterOrEqual)
                token.Report($"{field} has no order, so '{token.Text}' means nothing", $"write {field} == or {field} in [...]");
            return TokenListParserResult.Value(new Operation(token, common), input, rest);
        }

        // What the operators of texts and bits may compare, the field says, and that is reported already.
        if (field is null)
        {
            name.Source.Break();
            return TokenListParserResult.Empty<ExpressionToken, Operation>(rest);
        }

        return OperatorOf(field, token.Text) is { } special
            ? TokenListParserResult.Value(new Operation(token, special), input, rest)
            : WrongOperator(rest, token, field);
    };

    private static bool StartsOperator(ExpressionToken token) =>
        token.Kind == ExpressionTokenKind.Operator && token.Text is not ("!" or "&&" or "||" or "~")
        || token.Kind == ExpressionTokenKind.Word && (token.Text is "in" or "not" or "IN" or "is" || s_textOperators.Contains(token.Text) || s_flagOperators.Contains(token.Text));

    private static ComparisonOperator? CommonOperator(ExpressionToken token)
    {
        switch (token.Text)
        {
            case "==":
                return ComparisonOperator.Equal;
            case "!=":
                return ComparisonOperator.NotEqual;
            case "<":
                return ComparisonOperator.Less;
            case "<=":
                return ComparisonOperator.LessOrEqual;
            case ">":
                return ComparisonOperator.Greater;
            case ">=":
                return ComparisonOperator.GreaterOrEqual;
            case "in":
                return ComparisonOperator.In;
            case "=" or "is":
                token.Report($"'{token.Text}' is not an operator", "write ==");
                return ComparisonOperator.Equal;
            case "<>":
                token.Report("'<>' is not an operator", "write !=");
                return ComparisonOperator.NotEqual;
            case "IN":
                token.Report("'IN' is not an operator", "write in");
                return ComparisonOperator.In;
            default:
                return null;
        }
    }

    private static ComparisonOperator? OperatorOf(PolicyField field, string text) => text switch
    {
        "startswith" when field.Type == PolicyFieldType.Text => ComparisonOperator.StartsWith,
        "endswith" when field.HasEnd => ComparisonOperator.EndsWith,
        "equalsignorecase" when field.Type == PolicyFieldType.Text => ComparisonOperator.EqualIgnoringCase,
        "all" when field.HasBits => ComparisonOperator.AllSet,
        "any" when field.HasBits => ComparisonOperator.AnySet,
        "none" when field.HasBits => ComparisonOperator.NoneSet,
        _ => null,
    };

    private static TokenListParserResult<ExpressionToken, Operation> WrongOperator(TokenList<ExpressionToken> rest, ExpressionToken token, PolicyField field) => token.Text switch
    {
        var text when s_flagOperators.Contains(text) => Broken<Operation>(rest, token, $"'{text}' is for fields of flags and numbers, and {field} is neither", null),
        "contains" or "matches" => Broken<Operation>(
            rest,
            token,
            $"'{token.Text}' is not an operator: WFP compares whole texts, and their ends",
            field.HasEnd ? $"write {field} == or {field} endswith" : $"write {field} =="),
        "startswith" when field.HasEnd => Broken<Operation>(
            rest,
            token,
            "'startswith' is for fields of text, and bytes have no greatest continuation to compare with",
            $"write {field} == or {field} endswith"),
        _ => Broken<Operation>(rest, token, $"'{token.Text}' is for fields of text, such as app, and {field} is none", null),
    };

    private static TokenListParserResult<ExpressionToken, Operation> NotAComparison(TokenList<ExpressionToken> rest, ExpressionToken name, PolicyField? field)
    {
        if (field is not null)
        {
            return Peek(rest) is not { Kind: not ExpressionTokenKind.CloseParenthesis } next
                ? Broken<Operation>(rest, name, $"{field} is compared with nothing", $"write {field} == value")
                : Broken<Operation>(rest, next, $"'{next.Text}' where an operator is expected", field switch
                {
                    { Type: PolicyFieldType.Flags } => "operators: all, any, none, == != in, not in",
                    { HasEnd: true } => "operators: == != < <= > >= in, not in, startswith, endswith",
                    _ => "operators: == != < <= > >= in, not in",
                });
        }

        if (ValueReader.TryRead(PolicyFields.Protocol, name.Text, false, out _, out _) && !char.IsAsciiDigit(name.Text[0]))
            return Broken<Operation>(rest, name, $"'{name.Text}' is a value, not a comparison", $"write ip.protocol == {name.Text}");
        if (name.Text is "inbound" or "outbound")
            return Broken<Operation>(rest, name, $"'{name.Text}' is a value, not a comparison", $"write direction == {name.Text}");
        if (ValueReader.TryRead(PolicyFields.RemoteAddress, name.Text, false, out _, out _))
            return Broken<Operation>(rest, name, $"'{name.Text}' is a value, not a comparison", $"write remote.address == {name.Text}");
        var (message, advice) = PolicyFields.ExplainUnknown(name.Text);
        return Broken<Operation>(rest, name, message, advice);
    }

    /// <summary>An operator, and the word that it was written with.</summary>
    private sealed record Operation(ExpressionToken Token, ComparisonOperator Operator);
}
