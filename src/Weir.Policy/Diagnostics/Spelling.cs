namespace Weir.Policy;

/// <summary>Finds what somebody probably meant to write.</summary>
internal static class Spelling
{
    private const int LongestWord = 64;

    /// <summary>Advice of the form <c>did you mean remote.address?</c>, or the whole list when nothing is near.</summary>
    public static string Advise(string written, IReadOnlyCollection<string> known) =>
        Nearest(written, known) is { } meant ? $"did you mean {meant}?" : $"write one of: {string.Join(", ", known)}";

    /// <summary>The known word nearest to what was written, or <see langword="null"/> when none is near.</summary>
    public static string? Nearest(string written, IEnumerable<string> known)
    {
        if (written.Length is 0 or > LongestWord)
            return null;
        string? best = null;
        var bestDistance = Math.Max(1, written.Length / 3) + 1;
        foreach (var word in known)
        {
            var distance = Distance(written.ToLowerInvariant(), word.ToLowerInvariant());
            if (distance < bestDistance)
                (best, bestDistance) = (word, distance);
        }

        return best;
    }

    // Damerau-Levenshtein, restricted to neighbouring transpositions: the slips of a keyboard.
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(substitution, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[a.Length, b.Length];
    }
}
