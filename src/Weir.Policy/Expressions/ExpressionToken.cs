namespace Weir.Policy;

internal enum ExpressionTokenKind
{
    Word,
    Quoted,
    Operator,
    OpenParenthesis,
    CloseParenthesis,
    OpenBracket,
    CloseBracket,
    Comma,
    Unknown,
    End,
}

/// <summary>A token of an expression. <paramref name="Text"/> is without quotes; the place counts them.</summary>
internal sealed record ExpressionToken(ExpressionTokenKind Kind, string Text, int Start, int Length)
{
    public bool IsWord(string text) => Kind == ExpressionTokenKind.Word && Text == text;

    public bool IsWordIgnoringCase(string text) =>
        Kind == ExpressionTokenKind.Word && Text.Equals(text, StringComparison.OrdinalIgnoreCase);
}
