namespace Weir.Policy;

/// <summary>The text of a policy file, addressed by line.</summary>
internal sealed class SourceText
{
    private readonly List<int> _lineStarts = [0];
    private (int Number, string Text) _last;

    public SourceText(string fileName, string text)
    {
        FileName = fileName;
        Text = text;
        for (var i = 0; i < text.Length; i++)
        {
            // The line breaks that YAML counts.
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
                _lineStarts.Add(i + 1);
        }
    }

    public string FileName { get; }

    public string Text { get; }

    /// <summary>The line's text without its line break; empty past the end.</summary>
    public string Line(int number)
    {
        if (number < 1 || number > _lineStarts.Count)
            return "";

        // A minified document is one line, and a hundred faults in it share its text.
        if (_last.Number == number)
            return _last.Text;
        var start = _lineStarts[number - 1];
        var end = number < _lineStarts.Count ? _lineStarts[number] : Text.Length;
        _last = (number, Text[start..end].TrimEnd('\r', '\n'));
        return _last.Text;
    }

    /// <summary>Index of a place in <see cref="Text"/>, clamped to it.</summary>
    public int IndexOf(int line, int column)
    {
        if (line < 1)
            return 0;
        return line > _lineStarts.Count ? Text.Length : Math.Min(_lineStarts[line - 1] + Math.Max(column - 1, 0), Text.Length);
    }

    /// <summary>The place of an index in <see cref="Text"/>.</summary>
    public SourceSpan SpanAt(int index, int length)
    {
        var line = _lineStarts.BinarySearch(index);
        if (line < 0)
            line = ~line - 1;
        return new SourceSpan(line + 1, index - _lineStarts[line] + 1, Math.Max(length, 1));
    }
}
