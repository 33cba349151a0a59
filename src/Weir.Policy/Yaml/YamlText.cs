using System.Globalization;
using System.Text;

namespace Weir.Policy;

/// <summary>Writes scalars as YAML, so that every reader takes them for the text that they are.</summary>
internal static class YamlText
{
    private static readonly string[] s_otherMeanings = ["null", "true", "false", "yes", "no", "on", "off", "~"];

    /// <summary>A scalar without quotes where that is safe everywhere, in flow style too; otherwise in double quotes.</summary>
    public static string Scalar(string text) => IsPlain(text) ? text : Quoted(text);

    /// <summary>A text, in quotes also where readers would take it for a number or a date.</summary>
    public static string Text(string text) =>
        text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] == '.') && text.All(letter => char.IsAsciiHexDigit(letter) || letter is 'x' or 'X' or 'o' or '.' or '_' or '-' or '+')
            ? Quoted(text)
            : Scalar(text);

    /// <summary>A scalar in double quotes.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                _ when IsPrintable(rune) => quoted.Append(rune),
                <= 0xff => quoted.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
                <= 0xffff => quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
            };
        }

        return quoted.Append('"').ToString();
    }

    // Everything that YAML gives a meaning, in any place, is left out. A colon has one only before a space or at the end.
    private static bool IsPlain(string text)
    {
        if (text.Length == 0 || text[^1] is ' ' or ':' || !(char.IsAsciiLetterOrDigit(text[0]) || text[0] is '/' or '.' or '_')
            || s_otherMeanings.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            var isSafe = char.IsAsciiLetterOrDigit(text[i]) || text[i] is '.' or '/' or '-' or '_' or '+' or '@' or '(' or ')' or '=' or '<' or '>'
                || (text[i] == ' ' && (i + 1 == text.Length || text[i + 1] is not ('#' or '-')));
            if (!isSafe)
                return false;
        }

        return true;
    }

    private static bool IsPrintable(Rune rune) =>
        rune.Value is >= ' ' and < 0x7f
        || (rune.Value is >= 0xa1 and < 0xd800 && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Control));
}
