using Superpower;
using Superpower.Model;
using Superpower.Parsers;

namespace Weir.Policy;

/// <summary>
/// The grammar of expressions, as parsers of tokens:
/// <code>
/// or         = and { "or" and }
/// and        = unary { "and" unary }
/// unary      = "not" unary | "(" or ")" | comparison
/// comparison = field operator value | field [ "not" ] "in" ( value | "[" value { "," value } "]" )
/// </code>
/// No parser goes back over a token, so each reports what is wrong with its own once.
/// </summary>
internal static partial class ExpressionGrammar
{
    private static readonly TokenListParser<ExpressionToken, ExpressionToken> s_field =
        Token.Matching<ExpressionToken>(token => token.IsName, "a field").Select(token => token.Kind);

    private static readonly TokenListParser<ExpressionToken, PolicyExpression> s_comparison = s_field.Then(ComparisonOf);

    private static readonly TokenListParser<ExpressionToken, PolicyExpression> s_group =
        Token.Matching<ExpressionToken>(token => token.Kind == ExpressionTokenKind.OpenParenthesis, "").Select(token => token.Kind).Then(open =>
            Parse.Ref(() => s_or!).Then(inner =>
                Token.Matching<ExpressionToken>(token => token.Kind == ExpressionTokenKind.CloseParenthesis, $"a closing parenthesis for the one at column {open.Span.Column}")
                    .Select(_ => inner)));

    private static readonly TokenListParser<ExpressionToken, PolicyExpression> s_negation =
        new TokenListParser<ExpressionToken, ExpressionToken>(Negation).Then(not =>
            Parse.Ref(() => s_unary!).Select(operand => (PolicyExpression)new NotExpression(not.Span, operand)));

    private static readonly TokenListParser<ExpressionToken, PolicyExpression> s_unary = s_negation.Or(s_group).Or(s_comparison);

    private static readonly TokenListParser<ExpressionToken, PolicyExpression> s_and =
        s_unary.Then(first => Connective("and", "&&").IgnoreThen(s_unary).Many().Select(rest =>
            rest.Length == 0 ? first : new AndExpression([first, .. rest])));

    private static readonly TokenListParser<ExpressionToken, PolicyExpression> s_or =
        s_and.Then(first => Connective("or", "||").IgnoreThen(s_and).Many().Select(rest =>
            rest.Length == 0 ? first : new OrExpression([first, .. rest])));

    /// <summary>Parses an expression as far as it goes.</summary>
    public static TokenListParser<ExpressionToken, PolicyExpression> Expression => s_or;

    /// <summary>Whether a token negates what follows: <c>not</c>, or what other languages have in its place.</summary>
    public static bool IsNegation(ExpressionToken token, ExpressionToken? following) =>
        token.IsWord("not")
        || token is { Kind: ExpressionTokenKind.Operator, Text: "!" }
        || (token.IsWordIgnoringCase("not") && following is not { Kind: ExpressionTokenKind.Operator });

    /// <summary>Whether a token joins comparisons: the word, in any case, or what other languages have in its place.</summary>
    public static bool IsConnective(ExpressionToken token, string word, string foreign) =>
        token.IsWordIgnoringCase(word) || token is { Kind: ExpressionTokenKind.Operator } && token.Text == foreign;

    private static TokenListParserResult<ExpressionToken, ExpressionToken> Negation(TokenList<ExpressionToken> input)
    {
        var first = input.ConsumeToken();
        if (!first.HasValue || !IsNegation(first.Value.Kind, Peek(first.Remainder)))
            return TokenListParserResult.Empty<ExpressionToken, ExpressionToken>(input, [""]);
        var token = first.Value.Kind;
        if (token.Text != "not")
            token.Report($"'{token.Text}' is not an operator", "write not");
        return TokenListParserResult.Value(token, input, first.Remainder);
    }

    private static TokenListParser<ExpressionToken, ExpressionToken> Connective(string word, string foreign) =>
        Token.Matching<ExpressionToken>(token => IsConnective(token, word, foreign), "").Select(matched =>
        {
            var token = matched.Kind;
            if (token.Text != word)
                token.Report($"'{token.Text}' is not an operator", $"write {word}");
            return token;
        });

    /// <summary>The next token, or <see langword="null"/> at the end.</summary>
    private static ExpressionToken? Peek(TokenList<ExpressionToken> tokens) => tokens.IsAtEnd ? null : tokens.ConsumeToken().Value.Kind;

    /// <summary>Fails where the grammar is broken in a way that is known better than by what is expected there.</summary>
    private static TokenListParserResult<ExpressionToken, T> Broken<T>(TokenList<ExpressionToken> rest, ExpressionToken place, string message, string? advice)
    {
        place.Source.Break(place.Span, message, advice);
        return TokenListParserResult.Empty<ExpressionToken, T>(rest);
    }
}
