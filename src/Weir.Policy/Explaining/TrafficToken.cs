namespace Weir.Policy;

/// <summary>A word of a description of traffic, and where it stands.</summary>
/// <param name="Text">The word, without quotes.</param>
/// <param name="Start">Index of its first character in the description.</param>
/// <param name="Length">Number of characters, quotes included.</param>
internal sealed record TrafficToken(string Text, int Start, int Length)
{
    /// <summary>Cuts a description into words. Quotes keep spaces; arrows and equals signs are words of their own.</summary>
    public static List<TrafficToken> Tokenize(string text)
    {
        var tokens = new List<TrafficToken>();
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            var end = EndOf(text, i, out var word);
            tokens.Add(new TrafficToken(word, i, end - i));
            i = end;
        }

        return tokens;
    }

    private static int EndOf(string text, int start, out string word)
    {
        if (text[start] is '"' or '\'')
        {
            var close = text.IndexOf(text[start], start + 1);
            word = close < 0 ? text[(start + 1)..] : text[(start + 1)..close];
            return close < 0 ? text.Length : close + 1;
        }

        var end = start;
        if (IsMark(text, start) is var length and > 0)
        {
            end += length;
        }
        else
        {
            // A path or a value may have an equals sign of its own; only the first one after a name ends a word.
            while (end < text.Length && !char.IsWhiteSpace(text[end]) && (IsMark(text, end) == 0 || (text[end] == '=' && !IsName(text[start..end]))))
                end++;
        }

        word = text[start..end];
        return end;
    }

    private static bool IsName(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static int IsMark(string text, int index) => (text[index], index + 1 < text.Length ? text[index + 1] : ' ') switch
    {
        ('-', '>') or ('<', '-') or ('=', '=') => 2,
        ('=', _) => 1,
        _ => 0,
    };
}
