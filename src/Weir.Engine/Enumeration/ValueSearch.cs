namespace Weir.Engine;

/// <summary>
/// Finds out whether there is a value, of a type that does not hold numbers, that passes some tests and fails others. Exact: there are
/// infinitely many texts and blobs, but few kinds of places where one can be.
/// </summary>
internal static class ValueSearch
{
    /// <summary>True when there is one.</summary>
    public static bool Exists(DataType type, ReadOnlySpan<ValueTest> passed, ReadOnlySpan<ValueTest> failed)
    {
        if (TryFind(passed, FilterMatchType.Equal, out var only) || TryFind(failed, FilterMatchType.NotEqual, out only))
        {
            return Meets(only, passed, failed);
        }

        if (type is not (DataType.UnicodeString or DataType.ByteBlob))
        {
            // All that can be left is what the value must not be.
            return true;
        }

        return TryFind(passed, FilterMatchType.EqualCaseInsensitive, out only)
            ? CaseVariants.Exists(only.ToUnicodeString(), passed, failed)
            : ExistsInOrder(type, passed, failed);
    }

    /// <summary>The value as a text, whose order by characters is the order of the values.</summary>
    public static string TextOf(FilterValue value) =>
        value.Type == DataType.UnicodeString ? value.ToUnicodeString() : string.Concat(value.ToByteBlob().Bytes.ToArray().Select(one => (char)one));

    private static bool ExistsInOrder(DataType type, ReadOnlySpan<ValueTest> passed, ReadOnlySpan<ValueTest> failed)
    {
        List<Stretch> places = [new("", null)];
        var (endings, otherEndings) = (new List<string>(), new List<string>());
        foreach (var test in passed)
        {
            places = Common(places, Accepted(test, isPassed: true));
            AddEnding(test, test.Match == FilterMatchType.Prefix, endings, otherEndings);
        }

        foreach (var test in failed)
        {
            places = Common(places, Accepted(test, isPassed: false));
            AddEnding(test, test.Match == FilterMatchType.NotPrefix, endings, otherEndings);
        }

        foreach (var place in places)
        {
            if (place.High is { } high && high.StartsWith(place.Low, StringComparison.Ordinal) && high.AsSpan(place.Low.Length).TrimStart('\0').IsEmpty)
            {
                // Between a text and the same with zeros at its end there are only those with fewer zeros.
                for (var text = place.Low; text.Length < high.Length; text += '\0')
                {
                    if (Meets(ValueOf(type, text), passed, failed))
                    {
                        return true;
                    }
                }
            }
            else if (CanEnd(type, endings, otherEndings))
            {
                // Everywhere else some text is there with whatever follows it, which can be any ending.
                return true;
            }
        }

        return false;
    }

    private static void AddEnding(ValueTest test, bool isWanted, List<string> endings, List<string> otherEndings)
    {
        if (test.Match is FilterMatchType.Prefix or FilterMatchType.NotPrefix)
        {
            (isWanted ? endings : otherEndings).Add(TextOf(test.Value));
        }
    }

    /// <summary>Where, in their order, the values are that pass or fail a test; a test of something else has them everywhere.</summary>
    private static Stretch[] Accepted(ValueTest test, bool isPassed)
    {
        var (low, high) = test.Match == FilterMatchType.Range
            ? (TextOf(test.Value.Low), TextOf(test.Value.High))
            : test.Match is FilterMatchType.EqualCaseInsensitive or FilterMatchType.Prefix or FilterMatchType.NotPrefix
                ? ("", "")
                : (TextOf(test.Value), TextOf(test.Value));

        // What comes right after a text is the same with a zero.
        var after = high + '\0';
        return (test.Match, isPassed) switch
        {
            (FilterMatchType.Less, true) or (FilterMatchType.GreaterOrEqual, false) => [new("", low)],
            (FilterMatchType.GreaterOrEqual, true) or (FilterMatchType.Less, false) => [new(low, null)],
            (FilterMatchType.LessOrEqual, true) or (FilterMatchType.Greater, false) => [new("", after)],
            (FilterMatchType.Greater, true) or (FilterMatchType.LessOrEqual, false) => [new(after, null)],
            (FilterMatchType.Range, true) => [new(low, after)],
            (FilterMatchType.Range, false) or (FilterMatchType.NotEqual, true) or (FilterMatchType.Equal, false) => [new("", low), new(after, null)],
            _ => [new("", null)],
        };
    }

    private static List<Stretch> Common(List<Stretch> left, Stretch[] right)
    {
        var common = new List<Stretch>();
        foreach (var one in left)
        {
            foreach (var other in right)
            {
                var low = string.CompareOrdinal(one.Low, other.Low) >= 0 ? one.Low : other.Low;
                var high = one.High is null || (other.High is not null && string.CompareOrdinal(other.High, one.High) < 0) ? other.High : one.High;
                if (high is null || string.CompareOrdinal(low, high) < 0)
                {
                    common.Add(new Stretch(low, high));
                }
            }
        }

        return common;
    }

    /// <summary>True when a text can have all of the endings and none of the others.</summary>
    private static bool CanEnd(DataType type, List<string> endings, List<string> otherEndings)
    {
        var longest = endings.MaxBy(ending => ending.Length) ?? "";
        return endings.TrueForAll(ending => longest.EndsWith(ending, StringComparison.Ordinal)) && CanAvoid(type, longest, otherEndings);
    }

    private static bool CanAvoid(DataType type, string ending, List<string> others)
    {
        if (others.Exists(other => ending.EndsWith(other, StringComparison.Ordinal)))
        {
            return false;
        }

        var longer = others.FindAll(other => other.EndsWith(ending, StringComparison.Ordinal));
        var before = longer.Select(other => other[other.Length - ending.Length - 1]).ToHashSet();

        // Any character that stands before this ending in none of the others will do. Texts have thousands, bytes 256.
        return before.Count < (type == DataType.ByteBlob ? 256 : 50_000) || before.Any(character => CanAvoid(type, character + ending, longer));
    }

    private static FilterValue ValueOf(DataType type, string text) =>
        type == DataType.UnicodeString ? FilterValue.UnicodeString(text) : FilterValue.ByteBlob(text.Select(one => (byte)one).ToArray());

    private static bool Meets(FilterValue value, ReadOnlySpan<ValueTest> passed, ReadOnlySpan<ValueTest> failed)
    {
        foreach (var test in passed)
        {
            if (!test.Passes(value))
            {
                return false;
            }
        }

        foreach (var test in failed)
        {
            if (test.Passes(value))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryFind(ReadOnlySpan<ValueTest> tests, FilterMatchType match, out FilterValue value)
    {
        foreach (var test in tests)
        {
            if (test.Match == match)
            {
                value = test.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>The texts from one on, and before another or without end.</summary>
    private readonly record struct Stretch(string Low, string? High);
}
