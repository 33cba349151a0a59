using System.Globalization;
using System.Text.RegularExpressions;

namespace Weir.Bpf;

/// <summary>A source line as the verifier shows it above instructions.</summary>
/// <param name="Text">The text of the line.</param>
/// <param name="File">The file name without folders; null before Linux 6.10, which does not tell it.</param>
/// <param name="Line">The line number; null when the file is.</param>
public sealed partial record VerifierSourceLine(string Text, string? File, int? Line)
{
    /// <summary>The line as the verifier writes it: <c>text @ file:line</c>.</summary>
    public override string ToString() => File is null ? Text : $"{Text} @ {File}:{Line}";

    internal static VerifierSourceLine Parse(string comment)
    {
        Match match = Place().Match(comment);
        return match.Success
            ? new VerifierSourceLine(
                match.Groups["text"].Value,
                match.Groups["file"].Value,
                int.Parse(match.Groups["line"].ValueSpan, CultureInfo.InvariantCulture))
            : new VerifierSourceLine(comment, null, null);
    }

    // Greedy, because C# source text may hold an @ itself.
    [GeneratedRegex(@"^(?<text>.*) @ (?<file>[^@]+):(?<line>\d+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Place();
}
