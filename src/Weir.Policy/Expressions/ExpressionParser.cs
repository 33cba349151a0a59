using System.Collections.Immutable;

namespace Weir.Policy;

/// <summary>
/// Recursive descent over the grammar
/// <code>
/// or         = and { "or" and }
/// and        = unary { "and" unary }
/// unary      = "not" unary | "(" or ")" | comparison
/// comparison = field operator value | field [ "not" ] "in" ( value | "[" value { "," value } "]" )
/// </code>
/// It goes on after a wrong word, so that one run reports every wrong field and value of an expression, and stops at
/// the first place where the grammar is broken.
/// </summary>
internal sealed partial class ExpressionParser
{
    // Deeper nesting is an accident or an attack on the stack; people stop at five.
    private const int DeepestNesting = 64;

    private readonly List<ExpressionToken> _tokens;
    private readonly Func<int, int, SourceSpan> _spanAt;
    private readonly Action<SourceSpan, Problem> _report;
    private int _position;
    private int _depth;
    private bool _failed;

    private ExpressionParser(string text, Func<int, int, SourceSpan> spanAt, Action<SourceSpan, Problem> report)
    {
        _tokens = ExpressionLexer.Tokenize(text);
        _spanAt = spanAt;
        _report = report;
    }

    /// <summary>Parses an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="spanAt">Maps an index and a length in <paramref name="text"/> to a place in the file.</param>
    /// <param name="report">Called for everything that is wrong.</param>
    /// <returns>The tree, or <see langword="null"/> when anything was wrong.</returns>
    public static PolicyExpression? Parse(string text, Func<int, int, SourceSpan> spanAt, Action<SourceSpan, Problem> report)
    {
        var parser = new ExpressionParser(text, spanAt, report);
        try
        {
            var expression = parser.ParseOr();
            parser.ExpectEnd();
            return parser._failed ? null : expression;
        }
        catch (GrammarException)
        {
            return null;
        }
    }

    private ExpressionToken Current => _tokens[_position];

    private ExpressionToken Next => _tokens[Math.Min(_position + 1, _tokens.Count - 1)];

    private ExpressionToken Take()
    {
        var token = Current;
        if (token.Kind != ExpressionTokenKind.End)
            _position++;
        return token;
    }

    private PolicyExpression ParseOr()
    {
        var operands = ImmutableArray.CreateBuilder<PolicyExpression>();
        operands.Add(ParseAnd());
        while (IsConnective("or", "||"))
            operands.Add(ParseAnd());
        return operands.Count == 1 ? operands[0] : new OrExpression(operands.ToImmutable());
    }

    private PolicyExpression ParseAnd()
    {
        var operands = ImmutableArray.CreateBuilder<PolicyExpression>();
        operands.Add(ParseUnary());
        while (IsConnective("and", "&&"))
            operands.Add(ParseUnary());
        return operands.Count == 1 ? operands[0] : new AndExpression(operands.ToImmutable());
    }

    private bool IsConnective(string word, string foreign)
    {
        if (Current.IsWord(word))
        {
            Take();
            return true;
        }

        var shouted = Current.Kind == ExpressionTokenKind.Word && Current.Text.Equals(word, StringComparison.OrdinalIgnoreCase);
        if (!shouted && Current.Text != foreign)
            return false;
        Report(Current, $"'{Current.Text}' is not an operator", $"write {word}");
        Take();
        return true;
    }

    private PolicyExpression ParseUnary()
    {
        if (++_depth > DeepestNesting)
            throw Broken(Current, "the expression is nested too deeply", $"at most {DeepestNesting} levels of parentheses and not");

        try
        {
            var token = Current;
            if (token.IsWord("not") || token.Text == "!" || (token.IsWordIgnoringCase("not") && Next.Kind != ExpressionTokenKind.Operator))
            {
                if (token.Text != "not")
                    Report(token, $"'{token.Text}' is not an operator", "write not");
                Take();
                return new NotExpression(Span(token), ParseUnary());
            }

            if (token.Kind != ExpressionTokenKind.OpenParenthesis)
                return ParseComparison();

            Take();
            var inner = ParseOr();
            if (Current.Kind != ExpressionTokenKind.CloseParenthesis)
                throw Unexpected("a closing parenthesis for the one at column " + Span(token).Column);
            Take();
            return inner;
        }
        finally
        {
            _depth--;
        }
    }

    private void ExpectEnd()
    {
        if (Current.Kind == ExpressionTokenKind.End)
            return;
        if (Current.Kind == ExpressionTokenKind.Comma)
            throw Broken(Current, "a list stands in brackets", "write in [a, b]");
        if (Current.Kind == ExpressionTokenKind.CloseParenthesis)
            throw Broken(Current, "there is no opening parenthesis for this one", null);
        throw Unexpected("and, or, or the end");
    }

    private SourceSpan Span(ExpressionToken token) => _spanAt(token.Start, token.Length);

    private void Report(ExpressionToken token, string message, string? advice)
    {
        _failed = true;
        _report(Span(token), new Problem(message, advice));
    }

    private GrammarException Broken(ExpressionToken token, string message, string? advice)
    {
        Report(token, message, advice);
        return new GrammarException();
    }

    private GrammarException Unexpected(string wanted) => Current switch
    {
        { Kind: ExpressionTokenKind.End } => Broken(Current, $"the expression ends where {wanted} is expected", null),
        { Kind: ExpressionTokenKind.Unknown, Text: ['"' or '\'', ..] } => Broken(Current, "the quote is not closed", null),
        _ => Broken(Current, $"'{Current.Text}' where {wanted} is expected", null),
    };

    /// <summary>Leaves the parser once the place and the reason have been reported.</summary>
    private sealed class GrammarException : Exception;
}
