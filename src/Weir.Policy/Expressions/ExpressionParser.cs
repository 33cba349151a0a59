using Superpower.Model;

namespace Weir.Policy;

/// <summary>
/// Parses expressions by <see cref="ExpressionGrammar"/>. It goes on after a wrong word, so that one run reports every wrong field and value
/// of an expression, and stops at the first place where the grammar is broken.
/// </summary>
internal static class ExpressionParser
{
    /// <summary>Parses an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="spanAt">Maps an index and a length in <paramref name="text"/> to a place in the file.</param>
    /// <param name="report">Called for everything that is wrong.</param>
    /// <returns>The tree, or <see langword="null"/> when anything was wrong.</returns>
    public static PolicyExpression? Parse(string text, Func<int, int, SourceSpan> spanAt, Action<SourceSpan, Problem> report)
    {
        var source = new ExpressionSource(text, spanAt, report);
        var tokens = new ExpressionTokenizer(source).Tokenize(text);
        if (tokens.IsAtEnd)
        {
            source.Break(source.End, "the expression is empty", "leave when out to match everything at the layer");
            return null;
        }

        var result = ExpressionGrammar.Expression(tokens);
        if (!result.HasValue && !source.IsExplained)
            ReportUnexpected(source, result.Remainder, string.Join(" or ", result.Expectations?.Where(wanted => wanted.Length > 0).Distinct() ?? []));
        else if (result.HasValue && !result.Remainder.IsAtEnd)
            ReportRest(source, result.Remainder);
        return source.HasFailed ? null : result.Value;
    }

    /// <summary>What stands behind an expression that is complete.</summary>
    private static void ReportRest(ExpressionSource source, TokenList<ExpressionToken> rest)
    {
        var token = rest.ConsumeToken().Value.Kind;
        if (token.Kind == ExpressionTokenKind.Comma)
            token.Report("a list stands in brackets", "write in [a, b]");
        else if (token.Kind == ExpressionTokenKind.CloseParenthesis)
            token.Report("there is no opening parenthesis for this one", null);
        else
            ReportUnexpected(source, rest, "and, or, or the end");
    }

    private static void ReportUnexpected(ExpressionSource source, TokenList<ExpressionToken> rest, string wanted)
    {
        if (rest.IsAtEnd)
        {
            source.Report(source.End, $"the expression ends where {wanted} is expected", null);
            return;
        }

        var token = rest.ConsumeToken().Value.Kind;
        if (token.Kind == ExpressionTokenKind.TooDeep)
            token.Report("the expression is nested too deeply", $"at most {ExpressionTokenizer.DeepestNesting} levels of parentheses and not");
        else if (token is { Kind: ExpressionTokenKind.Unknown, Text: ['"' or '\'', ..] })
            token.Report("the quote is not closed", null);
        else
            token.Report($"'{token.Text}' where {wanted} is expected", null);
    }
}
