using System.Collections.Immutable;

namespace Weir.Policy;

internal sealed partial class ExpressionParser
{
    private static readonly string[] s_textOperators = ["startswith", "endswith", "equalsignorecase", "contains", "matches"];

    private static readonly string[] s_flagOperators = ["all", "any", "none"];

    // What follows a field is read also when the field is wrong, so that its values are not reported as nonsense.
    private ComparisonExpression? _nothing;

    private ComparisonExpression ParseComparison()
    {
        var name = Current;
        if (name.Kind == ExpressionTokenKind.End && _position == 0)
            throw Broken(name, "the expression is empty", "leave when out to match everything at the layer");
        if (name.Kind is not (ExpressionTokenKind.Word or ExpressionTokenKind.Quoted) || IsKeyword(name))
            throw Unexpected("a field");
        Take();

        var field = name.Kind == ExpressionTokenKind.Word ? PolicyFields.Find(name.Text) : null;
        if (!StartsOperator(Current))
            throw NotAComparison(name, field);
        if (field is null)
        {
            var (message, advice) = PolicyFields.ExplainUnknown(name.Text);
            Report(name, message, advice);
        }

        var operatorToken = Current;
        var @operator = ParseOperator(field);
        var values = Current.Kind == ExpressionTokenKind.OpenBracket
            ? ParseList(field)
            : ParseValue(field) is { } value ? [value] : [];
        if (field is null)
            return Placeholder(name);

        if (@operator is ComparisonOperator.AllSet or ComparisonOperator.AnySet or ComparisonOperator.NoneSet)
            CheckBits(field, operatorToken, values);
        else if (@operator is not (ComparisonOperator.In or ComparisonOperator.NotIn))
            CheckSingle(field, operatorToken, @operator, values);
        return new ComparisonExpression(Span(name), field, @operator, values);
    }

    private void CheckBits(PolicyField field, ExpressionToken operatorToken, ImmutableArray<PolicyValue> values)
    {
        if (values.FirstOrDefault(value => value.Kind != PolicyValueKind.Number || !value.IsSingle) is { } wrong)
            Report(operatorToken, $"'{operatorToken.Text}' tests bits, and {wrong} is none", $"name bits, or write a number such as 0x1: {field} {operatorToken.Text} 0x1");
    }

    private static bool IsKeyword(ExpressionToken token) =>
        token.IsWord("and") || token.IsWord("or") || token.IsWord("in") || token.IsWord("not");

    private ComparisonExpression Placeholder(ExpressionToken name) =>
        _nothing ??= new ComparisonExpression(Span(name), PolicyFields.Protocol, ComparisonOperator.In, []);

    private static bool StartsOperator(ExpressionToken token) =>
        token.Kind == ExpressionTokenKind.Operator && token.Text is not ("!" or "&&" or "||" or "~")
        || token.Kind == ExpressionTokenKind.Word && (token.Text is "in" or "not" or "IN" or "is" || s_textOperators.Contains(token.Text) || s_flagOperators.Contains(token.Text));

    private GrammarException NotAComparison(ExpressionToken name, PolicyField? field)
    {
        if (field is not null)
        {
            return Current.Kind is ExpressionTokenKind.End or ExpressionTokenKind.CloseParenthesis
                ? Broken(name, $"{field} is compared with nothing", $"write {field} == value")
                : Broken(Current, $"'{Current.Text}' where an operator is expected", field switch
                {
                    { Type: PolicyFieldType.Flags } => "operators: all, any, none, == != in, not in",
                    { HasEnd: true } => "operators: == != < <= > >= in, not in, startswith, endswith",
                    _ => "operators: == != < <= > >= in, not in",
                });
        }

        if (ValueReader.TryRead(PolicyFields.Protocol, name.Text, false, out _, out _) && !char.IsAsciiDigit(name.Text[0]))
            return Broken(name, $"'{name.Text}' is a value, not a comparison", $"write ip.protocol == {name.Text}");
        if (name.Text is "inbound" or "outbound")
            return Broken(name, $"'{name.Text}' is a value, not a comparison", $"write direction == {name.Text}");
        if (ValueReader.TryRead(PolicyFields.RemoteAddress, name.Text, false, out _, out _))
            return Broken(name, $"'{name.Text}' is a value, not a comparison", $"write remote.address == {name.Text}");
        var (message, advice) = PolicyFields.ExplainUnknown(name.Text);
        return Broken(name, message, advice);
    }

    private ComparisonOperator ParseOperator(PolicyField? field)
    {
        var token = Take();
        var @operator = ReadOperator(token, field);
        if (field is { IsOrdered: false } && @operator is ComparisonOperator.Less or ComparisonOperator.LessOrEqual or ComparisonOperator.Greater or ComparisonOperator.GreaterOrEqual)
            Report(token, $"{field} has no order, so '{token.Text}' means nothing", $"write {field} == or {field} in [...]");
        return @operator;
    }

    private ComparisonOperator ReadOperator(ExpressionToken token, PolicyField? field)
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
            case "not" when Current.IsWord("in"):
                Take();
                return ComparisonOperator.NotIn;
            case "not":
                throw Broken(token, "'not' where an operator is expected", "write not in, or put not before the field");
            case "=" or "is":
                Report(token, $"'{token.Text}' is not an operator", "write ==");
                return ComparisonOperator.Equal;
            case "<>":
                Report(token, "'<>' is not an operator", "write !=");
                return ComparisonOperator.NotEqual;
            case "IN":
                Report(token, "'IN' is not an operator", "write in");
                return ComparisonOperator.In;
            case var _ when field is null:
                throw new GrammarException();
            case "startswith" or "endswith" or "equalsignorecase" when field.HasEnd && (field.Type == PolicyFieldType.Text || token.Text == "endswith"):
                return token.Text switch
                {
                    "startswith" => ComparisonOperator.StartsWith,
                    "endswith" => ComparisonOperator.EndsWith,
                    _ => ComparisonOperator.EqualIgnoringCase,
                };
            case "all" or "any" or "none" when field.HasBits:
                return token.Text switch
                {
                    "all" => ComparisonOperator.AllSet,
                    "any" => ComparisonOperator.AnySet,
                    _ => ComparisonOperator.NoneSet,
                };
            case var text when s_flagOperators.Contains(text):
                throw Broken(token, $"'{text}' is for fields of flags and numbers, and {field} is neither", null);
            case "contains" or "matches":
                throw Broken(token, $"'{token.Text}' is not an operator: WFP compares whole texts, and their ends", field.HasEnd ? $"write {field} == or {field} endswith" : $"write {field} ==");
            case "startswith" when field.HasEnd:
                throw Broken(token, "'startswith' is for fields of text, and bytes have no greatest continuation to compare with", $"write {field} == or {field} endswith");
            default:
                throw Broken(token, $"'{token.Text}' is for fields of text, such as app, and {field} is none", null);
        }
    }

    private ImmutableArray<PolicyValue> ParseList(PolicyField? field)
    {
        var open = Take();
        if (Current.Kind == ExpressionTokenKind.CloseBracket)
        {
            Report(open, "the list is empty, so the comparison can never be true", "list at least one value");
            Take();
            return [];
        }

        var values = ImmutableArray.CreateBuilder<PolicyValue>();
        AddValue();
        while (Current.Kind == ExpressionTokenKind.Comma)
        {
            Take();
            AddValue();
        }

        if (Current.Kind == ExpressionTokenKind.Word)
            throw Broken(Current, $"'{Current.Text}' where a comma or ] is expected", "separate the values of a list by commas");
        if (Current.Kind != ExpressionTokenKind.CloseBracket)
            throw Unexpected("a comma or ]");
        Take();
        return values.ToImmutable();

        void AddValue()
        {
            if (ParseValue(field) is { } value)
                values.Add(value);
        }
    }

    private PolicyValue? ParseValue(PolicyField? field)
    {
        var token = Current;
        if (token.Kind is not (ExpressionTokenKind.Word or ExpressionTokenKind.Quoted))
        {
            if (token.Kind == ExpressionTokenKind.OpenParenthesis || token.Text == "{")
                throw Broken(token, $"'{token.Text}' where a value is expected", "lists are written in brackets: [a, b]");
            throw Unexpected("a value");
        }

        if (IsKeyword(token))
            throw Unexpected("a value");
        Take();
        if (field is null)
            return null;

        var (text, place) = (token.Text, token);
        if (field.IsOrdered && !field.HasEnd && Current.IsWord("-") && Next.Kind == ExpressionTokenKind.Word)
        {
            Take();
            var high = Take();
            text = $"{token.Text}-{high.Text}";
            place = token with { Length = high.Start + high.Length - token.Start };
        }

        if (!ValueReader.TryRead(field, text, token.Kind == ExpressionTokenKind.Quoted, out var value, out var problem))
            Report(place, problem.Message, PolicyFields.Find(text) is null ? problem.Advice : "a field is compared with values, not with another field");
        return value;
    }

    private void CheckSingle(PolicyField field, ExpressionToken operatorToken, ComparisonOperator @operator, ImmutableArray<PolicyValue> values)
    {
        if (values.Length != 1)
        {
            if (values.Length > 1)
            {
                Report(operatorToken, $"'{operatorToken.Text}' compares with one value", @operator switch
                {
                    ComparisonOperator.Equal => $"write {field} in [...]",
                    ComparisonOperator.NotEqual => $"write {field} not in [...]",
                    _ => null,
                });
            }

            return;
        }

        if (@operator is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual) && values[0].Kind == PolicyValueKind.Absent)
            Report(operatorToken, $"'{operatorToken.Text}' compares with a value, and empty is none", $"write {field} == empty for what has none");
        if (@operator is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual) && !values[0].IsSingle)
            Report(operatorToken, $"'{operatorToken.Text}' compares with one value, and {values[0]} is a range", $"write {field} in {values[0]}, or compare with one end of it");
    }
}
