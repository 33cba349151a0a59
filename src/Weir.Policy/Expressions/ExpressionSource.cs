namespace Weir.Policy;

/// <summary>One expression that is being parsed: where it stands, and what is wrong with it.</summary>
/// <param name="text">The expression.</param>
/// <param name="spanAt">Maps an index and a length in the text to a place in the file.</param>
/// <param name="report">Called for everything that is wrong.</param>
internal sealed class ExpressionSource(string text, Func<int, int, SourceSpan> spanAt, Action<SourceSpan, Problem> report)
{
    public string Text => text;

    /// <summary>Whether anything was wrong.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Whether the place where the grammar broke has been reported by somebody who knew more than what was expected there.</summary>
    public bool IsExplained { get; private set; }

    /// <summary>The place behind the last character.</summary>
    public SourceSpan End => spanAt(text.Length, 1);

    public SourceSpan SpanOf(int start, int length) => spanAt(start, length);

    /// <summary>Reports something wrong after which parsing goes on.</summary>
    public void Report(SourceSpan span, string message, string? advice)
    {
        HasFailed = true;
        report(span, new Problem(message, advice));
    }

    /// <summary>Says that nothing more is to be reported of where the grammar is broken.</summary>
    public void Break() => IsExplained = true;

    /// <summary>Reports why the grammar is broken; the parser then fails.</summary>
    public void Break(SourceSpan span, string message, string? advice)
    {
        IsExplained = true;
        Report(span, message, advice);
    }
}
