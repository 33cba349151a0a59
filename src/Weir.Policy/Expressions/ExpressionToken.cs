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

    /// <summary>What would begin a part of the expression below the deepest level.</summary>
    TooDeep,
}

/// <summary>A token of an expression. <paramref name="Text"/> is without quotes; the place counts them.</summary>
/// <remarks>It is what the library calls the kind of a token: an object, so that nothing generic has to be compiled when a verb starts.</remarks>
internal sealed record ExpressionToken(ExpressionSource Source, ExpressionTokenKind Kind, string Text, int Start, int Length)
{
    /// <summary>Whether it can be the name of a field, or a value.</summary>
    public bool IsName => Kind is ExpressionTokenKind.Word or ExpressionTokenKind.Quoted && !IsKeyword;

    public SourceSpan Span => Source.SpanOf(Start, Length);

    private bool IsKeyword => IsWord("and") || IsWord("or") || IsWord("in") || IsWord("not");

    public bool IsWord(string text) => Kind == ExpressionTokenKind.Word && Text == text;

    public bool IsWordIgnoringCase(string text) =>
        Kind == ExpressionTokenKind.Word && Text.Equals(text, StringComparison.OrdinalIgnoreCase);

    public void Report(string message, string? advice) => Source.Report(Span, message, advice);
}
