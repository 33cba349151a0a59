namespace Weir.Policy;

/// <summary>Finds what somebody probably meant to write.</summary>
internal static class Spelling
{
    private const int LongestWord = 64;

    // More than these nobody reads in a message, and a policy can have thousands.
    private const int MostListed = 40;

    /// <summary>Advice of the form <c>did you mean remote.address?</c>, or a list when nothing is near.</summary>
    public static string Advise(string written, IReadOnlyCollection<string> known) =>
        Nearest(written, known) is { } meant ? $"did you mean {meant}?" : $"write one of: {List(known)}";

    /// <summary>Names with commas between; of many, the first and how many more.</summary>
    public static string List(IReadOnlyCollection<string> names) => names.Count <= MostListed
        ? string.Join(", ", names)
        : $"{string.Join(", ", names.Take(MostListed))}, and {names.Count - MostListed} others";

    /// <summary>The known word nearest to what was written, or <see langword="null"/> when none is near.</summary>
    public static string? Nearest(string written, IEnumerable<string> known)
    {
        if (written.Length is 0 or > LongestWord)
            return null;
        Span<char> lowered = stackalloc char[written.Length];
        written.AsSpan().ToLowerInvariant(lowered);
        string? best = null;
        var bestDistance = Math.Max(1, written.Length / 3) + 1;
        foreach (var word in known)
        {
            // So many letters at least are too many or missing.
            if (Math.Abs(word.Length - written.Length) >= bestDistance)
                continue;
            var distance = Distance(lowered, word);
            if (distance < bestDistance)
                (best, bestDistance) = (word, distance);
        }

        return best;
    }

    // Damerau-Levenshtein, restricted to neighbouring transpositions: the slips of a keyboard. Three rows of its table are enough.
    private static int Distance(ReadOnlySpan<char> a, string b)
    {
        var width = b.Length + 1;
        Span<int> rows = stackalloc int[3 * width];
        for (var j = 0; j <= b.Length; j++)
            rows[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var row = rows.Slice(i % 3 * width, width);
            var above = rows.Slice((i - 1) % 3 * width, width);
            var beforeThat = rows.Slice((i + 1) % 3 * width, width);
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var letter = char.ToLowerInvariant(b[j - 1]);
                row[j] = Math.Min(above[j - 1] + (a[i - 1] == letter ? 0 : 1), Math.Min(above[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == char.ToLowerInvariant(b[j - 2]) && a[i - 2] == letter)
                    row[j] = Math.Min(row[j], beforeThat[j - 2] + 1);
            }
        }

        return rows[(a.Length % 3 * width) + b.Length];
    }
}
