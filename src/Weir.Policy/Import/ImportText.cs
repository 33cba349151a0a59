using System.Text;

namespace Weir.Policy;

/// <summary>Reads files whole, and says what is wrong with them.</summary>
internal static class ImportText
{
    /// <summary>The text of a file that may have only so many characters.</summary>
    /// <exception cref="PolicyException">It has more.</exception>
    public static string Read(Stream stream, int most, string fileName)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        var text = new StringBuilder();
        var part = new char[16 * 1024];
        while (reader.Read(part) is var count and > 0)
        {
            text.Append(part, 0, count);
            if (text.Length > most)
                throw Fault(fileName, 1, 1, $"the file has more than {most} characters", "import a part of it");
        }

        return text.ToString();
    }

    /// <summary>A fault with its place.</summary>
    public static PolicyException Fault(string fileName, long line, long column, string message, string advice, string sourceLine = "") => new([
        new PolicyDiagnostic
        {
            Severity = PolicySeverity.Error,
            File = fileName,
            Span = new SourceSpan((int)Math.Clamp(line, 1, int.MaxValue), (int)Math.Clamp(column, 1, int.MaxValue), 1),
            Path = "",
            Message = message,
            Advice = advice,
            SourceLine = sourceLine,
        },
    ]);

    /// <summary>A part of a file for a message: printable, and not long.</summary>
    public static string Shorten(string text)
    {
        text = WfpObjects.Printable(text);
        return text.Length <= 80 ? text : text[..80] + "...";
    }
}
