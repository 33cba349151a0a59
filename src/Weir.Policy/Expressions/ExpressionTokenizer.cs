using Superpower;
using Superpower.Model;

namespace Weir.Policy;

/// <summary>Cuts an expression into tokens. Never fails: what it does not know becomes an <see cref="ExpressionTokenKind.Unknown"/> token.</summary>
internal sealed class ExpressionTokenizer(ExpressionSource source) : Tokenizer<ExpressionToken>
{
    // Deeper nesting is an accident or an attack on the stack; people stop at five.
    internal const int DeepestNesting = 64;

    /// <summary>Characters of names, numbers, addresses, prefixes and ranges.</summary>
    public static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or ':' or '/' or '-' or '_' or '%' or '@' or '+' or '*';

    protected override IEnumerable<Result<ExpressionToken>> Tokenize(TextSpan span)
    {
        var nesting = new ExpressionNesting();

        // Skipping walks over the characters, so it goes on from where it was.
        var (rest, at) = (span, 0);
        var token = Next(0);
        while (token is not null)
        {
            var following = Next(token.Start + token.Length);
            if (nesting.IsTooDeepAt(token, following))
                token = token with { Kind = ExpressionTokenKind.TooDeep };
            var start = rest.Skip(token.Start - at);
            (rest, at) = (start.Skip(token.Length), token.Start + token.Length);
            yield return Result.Value(token, start, rest);
            token = following;
        }
    }

    private ExpressionToken? Next(int start)
    {
        var text = source.Text;
        while (start < text.Length && char.IsWhiteSpace(text[start]))
            start++;
        if (start == text.Length)
            return null;
        var c = text[start];
        if (IsWordCharacter(c))
        {
            var end = start + 1;
            while (end < text.Length && IsWordCharacter(text[end]))
                end++;
            return new ExpressionToken(source, ExpressionTokenKind.Word, text[start..end], start, end - start);
        }

        if (c is '"' or '\'')
        {
            var end = text.IndexOf(c, start + 1);

            // A quote in quotes is doubled.
            while (end >= 0 && end + 1 < text.Length && text[end + 1] == c)
                end = text.IndexOf(c, end + 2);
            return end < 0
                ? new ExpressionToken(source, ExpressionTokenKind.Unknown, text[start..], start, text.Length - start)
                : new ExpressionToken(source, ExpressionTokenKind.Quoted, text[(start + 1)..end].Replace($"{c}{c}", $"{c}", StringComparison.Ordinal), start, end + 1 - start);
        }

        var pair = start + 1 < text.Length ? text.Substring(start, 2) : "";
        if (pair is "==" or "!=" or "<=" or ">=" or "&&" or "||" or "<>")
            return new ExpressionToken(source, ExpressionTokenKind.Operator, pair, start, 2);
        var kind = c switch
        {
            '(' => ExpressionTokenKind.OpenParenthesis,
            ')' => ExpressionTokenKind.CloseParenthesis,
            '[' => ExpressionTokenKind.OpenBracket,
            ']' => ExpressionTokenKind.CloseBracket,
            ',' => ExpressionTokenKind.Comma,
            '<' or '>' or '=' or '!' or '~' => ExpressionTokenKind.Operator,
            _ => ExpressionTokenKind.Unknown,
        };
        var length = char.IsHighSurrogate(c) && pair.Length == 2 && char.IsLowSurrogate(pair[1]) ? 2 : 1;
        return new ExpressionToken(source, kind, text.Substring(start, length), start, length);
    }
}
