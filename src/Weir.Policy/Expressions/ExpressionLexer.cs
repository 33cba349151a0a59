namespace Weir.Policy;

/// <summary>Cuts an expression into tokens. Never fails: what it does not know becomes an <see cref="ExpressionTokenKind.Unknown"/> token.</summary>
internal static class ExpressionLexer
{
    /// <summary>Characters of names, numbers, addresses, prefixes and ranges.</summary>
    public static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or ':' or '/' or '-' or '_' or '%' or '@' or '+' or '*';

    public static List<ExpressionToken> Tokenize(string text)
    {
        var tokens = new List<ExpressionToken>();
        var i = 0;
        while (true)
        {
            while (i < text.Length && char.IsWhiteSpace(text[i]))
                i++;
            if (i == text.Length)
            {
                tokens.Add(new ExpressionToken(ExpressionTokenKind.End, "", i, 1));
                return tokens;
            }

            var token = Next(text, i);
            tokens.Add(token);
            i += token.Length;
        }
    }

    private static ExpressionToken Next(string text, int start)
    {
        var c = text[start];
        if (IsWordCharacter(c))
        {
            var end = start + 1;
            while (end < text.Length && IsWordCharacter(text[end]))
                end++;
            return new ExpressionToken(ExpressionTokenKind.Word, text[start..end], start, end - start);
        }

        if (c is '"' or '\'')
        {
            var end = text.IndexOf(c, start + 1);

            // A quote in quotes is doubled.
            while (end >= 0 && end + 1 < text.Length && text[end + 1] == c)
                end = text.IndexOf(c, end + 2);
            return end < 0
                ? new ExpressionToken(ExpressionTokenKind.Unknown, text[start..], start, text.Length - start)
                : new ExpressionToken(ExpressionTokenKind.Quoted, text[(start + 1)..end].Replace($"{c}{c}", $"{c}", StringComparison.Ordinal), start, end + 1 - start);
        }

        var pair = start + 1 < text.Length ? text.Substring(start, 2) : "";
        if (pair is "==" or "!=" or "<=" or ">=" or "&&" or "||" or "<>")
            return new ExpressionToken(ExpressionTokenKind.Operator, pair, start, 2);
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
        return new ExpressionToken(kind, text.Substring(start, length), start, length);
    }
}
