using System.Text;

namespace Weir.Cli;

/// <summary>A table of text with aligned columns. Plain on purpose: it costs nothing to start, and its output can be cut and grepped.</summary>
internal sealed class TextTable
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [];

    /// <summary>Creates a table.</summary>
    /// <param name="header">Names of the columns.</param>
    public TextTable(params string[] header) => _rows.Add(header);

    /// <summary>Adds a row with a cell for each column.</summary>
    public void Add(params string[] cells) => _rows.Add([.. cells.Select(Printable)]);

    /// <summary>Writes the table, each line indented by two spaces.</summary>
    public void Write(TextWriter output)
    {
        var widths = new int[_rows[0].Length];
        foreach (var row in _rows)
        {
            for (var i = 0; i < widths.Length; i++)
                widths[i] = Math.Max(widths[i], row[i].Length);
        }

        foreach (var row in _rows)
        {
            var line = new StringBuilder();
            for (var i = 0; i < widths.Length; i++)
                line.Append(Gap).Append(row[i].PadRight(widths[i]));
            output.WriteLine(line.ToString().TrimEnd());
        }
    }

    private static string Printable(string cell) => cell.ReplaceLineEndings(" ").Replace('\t', ' ');
}
