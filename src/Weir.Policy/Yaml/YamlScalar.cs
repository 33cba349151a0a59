namespace Weir.Policy;

/// <summary>A scalar, which remembers where each of its characters stands in the file.</summary>
internal sealed class YamlScalar : YamlNode
{
    private readonly SourceText _source;
    private readonly int _start;
    private readonly int _end;
    private int[]? _places;

    /// <param name="source">The file.</param>
    /// <param name="value">The scalar's value, after quotes, escapes and folding.</param>
    /// <param name="isQuoted">Whether it was in quotes: <c>"5"</c> is text, <c>5</c> a number.</param>
    /// <param name="start">Index of its first character in the file.</param>
    /// <param name="end">Index behind its last character.</param>
    public YamlScalar(SourceText source, string value, bool isQuoted, int start, int end)
        : base(source.SpanAt(start, FirstLineLength(source.Text, start, end)))
    {
        _source = source;
        _start = start;
        _end = end;
        Value = value;
        IsQuoted = isQuoted;
    }

    public string Value { get; }

    public bool IsQuoted { get; }

    /// <summary>YAML's null: nothing at all, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => !IsQuoted && Value is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>The place in the file of a part of <see cref="Value"/>.</summary>
    public SourceSpan SpanAt(int index, int length)
    {
        _places ??= Align();
        var first = index < _places.Length ? _places[index] : _places.Length > 0 ? _places[^1] + 1 : _start;
        var last = Math.Min(index + length, _places.Length) - 1;
        var end = last >= index ? _places[last] + 1 : first + 1;
        var lineEnd = _source.Text.IndexOf('\n', first);
        return _source.SpanAt(first, Math.Min(end, lineEnd < 0 ? int.MaxValue : lineEnd) - first);
    }

    public override string Describe() => IsNull ? "nothing" : $"'{Value}'";

    // Folding, indentation and escapes make the value differ from the file's text. Walking both in step finds every
    // character that stands for itself, which are all that an expression consists of.
    private int[] Align()
    {
        var text = _source.Text;
        var places = new int[Value.Length];
        var at = _start;
        for (var i = 0; i < Value.Length; i++)
        {
            var found = char.IsWhiteSpace(Value[i])
                ? at < _end && char.IsWhiteSpace(text[at]) ? at : -1
                : text.IndexOf(Value[i], at, _end - at);
            places[i] = found < 0 ? Math.Max(at - 1, _start) : found;
            at = found < 0 ? at : found + 1;
        }

        return places;
    }

    private static int FirstLineLength(string text, int start, int end)
    {
        var length = 0;
        while (start + length < end && text[start + length] is not ('\n' or '\r'))
            length++;
        return length;
    }
}
