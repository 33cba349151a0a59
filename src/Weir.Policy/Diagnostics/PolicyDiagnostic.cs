using System.Text;

namespace Weir.Policy;

/// <summary>One thing that is wrong with a policy file: where, what, and how to mend it.</summary>
public sealed record PolicyDiagnostic
{
    /// <summary>Whether the file can be used all the same.</summary>
    public required PolicySeverity Severity { get; init; }

    /// <summary>Name of the file, as it was given.</summary>
    public required string File { get; init; }

    /// <summary>Where in the file.</summary>
    public required SourceSpan Span { get; init; }

    /// <summary>The object and key at fault, such as <c>filters[2].when</c>; empty for the document itself.</summary>
    public required string Path { get; init; }

    /// <summary>What is wrong, as one sentence without a full stop.</summary>
    public required string Message { get; init; }

    /// <summary>What to write instead, or <see langword="null"/> when the message says it already.</summary>
    public string? Advice { get; init; }

    /// <summary>Name of the lint rule that found it, such as <c>never-wins</c>, or <see langword="null"/>.</summary>
    public string? Rule { get; init; }

    /// <summary>The text of the line at <see cref="Span"/>; empty when the file has no such line.</summary>
    public required string SourceLine { get; init; }

    /// <summary>
    /// Writes the diagnostic the way compilers do: <c>file:line:column: error: message</c>, the source line with a
    /// caret line under it, and the advice. Lines end with <c>\n</c>; there is none after the last.
    /// </summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(File).Append(':').Append(Span.Line).Append(':').Append(Span.Column)
            .Append(Severity == PolicySeverity.Error ? ": error: " : ": warning: ");
        if (Path.Length > 0)
            text.Append(Path).Append(": ");
        text.Append(Message);

        if (SourceLine.Length > 0)
            AppendSourceLine(text);
        if (Advice is not null)
            text.Append("\n      = ").Append(Advice);
        return text.ToString();
    }

    private void AppendSourceLine(StringBuilder text)
    {
        const int widest = 160;
        var number = Span.Line.ToString().PadLeft(5);
        var indent = Math.Clamp(Span.Column - 1, 0, SourceLine.Length);

        // A minified JSON document is one endless line: show the part around the fault.
        var start = SourceLine.Length > widest && indent > widest / 2 ? indent - widest / 2 : 0;
        var shown = SourceLine.Substring(start, Math.Min(widest, SourceLine.Length - start));
        var length = Math.Max(1, Math.Min(Span.Length, shown.Length - (indent - start)));

        text.Append('\n').Append(number).Append(" | ").Append(Printable(shown))
            .Append("\n      | ");
        for (var i = 0; i < indent - start; i++)
            text.Append(shown[i] == '\t' ? '\t' : ' ');
        text.Append('^').Append('~', length - 1);
    }

    // Hostile bytes must not reach the terminal as control sequences.
    private static string Printable(string line) =>
        string.Create(line.Length, line, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                target[i] = char.IsControl(source[i]) && source[i] != '\t' ? '?' : source[i];
        });
}
