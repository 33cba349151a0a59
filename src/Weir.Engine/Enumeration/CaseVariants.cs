using System.Text;

namespace Weir.Engine;

/// <summary>Finds out whether one of the texts that differ from a given one in case alone passes some tests and fails others.</summary>
internal static class CaseVariants
{
    private static readonly Lazy<Dictionary<string, List<string>>> s_classes = new(FindClasses);

    /// <summary>
    /// True when there is one. There are too many to try each, so this goes from character to character and keeps, for each text of the
    /// tests, how what there is so far compares with it.
    /// </summary>
    public static bool Exists(string text, ReadOnlySpan<ValueTest> passed, ReadOnlySpan<ValueTest> failed)
    {
        var comparands = new List<Comparand>();
        foreach (var tests in (ReadOnlySpan<ValueTest[]>)[passed.ToArray(), failed.ToArray()])
        {
            foreach (var test in tests)
            {
                AddComparands(test, comparands);
            }
        }

        var states = new HashSet<string> { string.Concat(comparands.Select(one => one.Start(text.Length))) };
        var position = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var next = new HashSet<string>();
            foreach (var variant in VariantsOf(rune.ToString()))
            {
                foreach (var state in states)
                {
                    next.Add(Follow(state, variant, position, text.Length, comparands));
                }
            }

            states = next;
            position += rune.Utf16SequenceLength;
        }

        foreach (var state in states)
        {
            var rest = state.Select((relation, index) => comparands[index].End(relation, text.Length)).GetEnumerator();
            if (All(passed, expected: true, text, rest) && All(failed, expected: false, text, rest))
            {
                return true;
            }
        }

        return false;
    }

    private static bool All(ReadOnlySpan<ValueTest> tests, bool expected, string text, IEnumerator<char> relations)
    {
        var all = true;
        foreach (var test in tests)
        {
            all &= IsPassed(test, text, relations) == expected;
        }

        return all;
    }

    private static bool IsPassed(ValueTest test, string text, IEnumerator<char> relations)
    {
        if (test.Match == FilterMatchType.EqualCaseInsensitive)
        {
            return text.Equals(test.Value.ToUnicodeString(), StringComparison.OrdinalIgnoreCase);
        }

        var relation = Next();
        return test.Match switch
        {
            FilterMatchType.Range => relation != '<' & Next() != '>',
            FilterMatchType.Equal or FilterMatchType.Prefix => relation == '=',
            FilterMatchType.NotEqual or FilterMatchType.NotPrefix => relation != '=',
            FilterMatchType.Less => relation == '<',
            FilterMatchType.LessOrEqual => relation != '>',
            FilterMatchType.Greater => relation == '>',
            _ => relation != '<',
        };

        char Next()
        {
            relations.MoveNext();
            return relations.Current;
        }
    }

    private static void AddComparands(ValueTest test, List<Comparand> comparands)
    {
        switch (test.Match)
        {
            case FilterMatchType.EqualCaseInsensitive:
                break;
            case FilterMatchType.Range:
                comparands.Add(new Comparand(test.Value.Low.ToUnicodeString(), IsEnding: false));
                comparands.Add(new Comparand(test.Value.High.ToUnicodeString(), IsEnding: false));
                break;
            default:
                comparands.Add(new Comparand(
                    test.Value.ToUnicodeString(), IsEnding: test.Match is FilterMatchType.Prefix or FilterMatchType.NotPrefix));
                break;
        }
    }

    private static string Follow(string state, string characters, int position, int length, List<Comparand> comparands)
    {
        var relations = state.ToCharArray();
        for (var i = 0; i < relations.Length; i++)
        {
            for (var j = 0; j < characters.Length; j++)
            {
                relations[i] = comparands[i].Follow(relations[i], characters[j], position + j, length);
            }
        }

        return new string(relations);
    }

    private static List<string> VariantsOf(string character) => s_classes.Value.GetValueOrDefault(character) ?? [character];

    /// <summary>Characters that are equal but for case. All that have a case are in the first two planes.</summary>
    private static Dictionary<string, List<string>> FindClasses()
    {
        var classes = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase);
        for (var code = 0; code < 0x20000; code++)
        {
            if (!Rune.TryCreate(code, out var rune) || (Rune.ToUpperInvariant(rune) == rune && Rune.ToLowerInvariant(rune) == rune))
            {
                continue;
            }

            var character = rune.ToString();
            if (classes.TryGetValue(character, out var equal))
            {
                equal.Add(character);
            }
            else
            {
                classes.Add(character, [character]);
            }
        }

        return classes;
    }

    /// <summary>A text of a test: the whole one to compare with, or its ending. The relation is that of what there is so far to it.</summary>
    private sealed record Comparand(string Text, bool IsEnding)
    {
        public char Start(int length) => IsEnding && Text.Length > length ? '>' : '=';

        public char Follow(char relation, char character, int position, int length)
        {
            var index = IsEnding ? position - (length - Text.Length) : position;
            if (relation != '=' || index < 0)
            {
                return relation;
            }

            return index >= Text.Length || character > Text[index] ? '>' : character < Text[index] ? '<' : '=';
        }

        public char End(char relation, int length) => relation == '=' && !IsEnding && Text.Length > length ? '<' : relation;
    }
}
