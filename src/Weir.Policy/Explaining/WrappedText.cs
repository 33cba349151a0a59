using System.Text;

namespace Weir.Policy;

/// <summary>Text in lines of at most a hundred columns.</summary>
internal sealed class WrappedText
{
    /// <summary>The widest line.</summary>
    public const int Width = 100;

    private readonly StringBuilder _text = new();

    /// <summary>An empty line, unless there is one already or nothing at all.</summary>
    public void Gap()
    {
        if (_text.Length > 0 && !EndsWithGap)
            _text.Append('\n');
    }

    /// <summary>Adds a line, broken at spaces where it is too wide; what follows a break is indented further.</summary>
    /// <param name="indent">Columns before the first line.</param>
    /// <param name="text">The text.</param>
    /// <param name="hanging">How many more columns before the lines after a break.</param>
    public void Line(int indent, string text, int hanging = 2)
    {
        var rest = Printable(text);
        for (var first = true; ; first = false)
        {
            var margin = first ? indent : indent + hanging;
            var room = Width - margin;
            if (rest.Length <= room)
            {
                Append(margin, rest);
                return;
            }

            var cut = rest.LastIndexOf(' ', room);
            if (cut <= 0)
                cut = rest.IndexOf(' ') is var next and > 0 ? next : rest.Length;
            Append(margin, rest[..cut]);
            rest = rest[cut..].TrimStart();
            if (rest.Length == 0)
                return;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private bool EndsWithGap => _text.Length > 1 && _text[^1] == '\n' && _text[^2] == '\n';

    private void Append(int margin, string line) => _text.Append(' ', margin).Append(line.TrimEnd()).Append('\n');

    // Names come from policies: they must not reach the terminal as control sequences.
    private static string Printable(string text) => text.Any(char.IsControl)
        ? string.Concat(text.Select(c => char.IsControl(c) ? '?' : c))
        : text;
}
