using Weir.Engine;

namespace Weir.Policy;

/// <summary>Reads the conditions of a filter, and decides about those on fields that Linux has not.</summary>
internal sealed class WfpConditions(ImportOptions options, ImportBuilder builder)
{
    private static readonly Dictionary<string, FilterMatchType> s_matches = new()
    {
        ["FWP_MATCH_EQUAL"] = FilterMatchType.Equal,
        ["FWP_MATCH_GREATER"] = FilterMatchType.Greater,
        ["FWP_MATCH_LESS"] = FilterMatchType.Less,
        ["FWP_MATCH_GREATER_OR_EQUAL"] = FilterMatchType.GreaterOrEqual,
        ["FWP_MATCH_LESS_OR_EQUAL"] = FilterMatchType.LessOrEqual,
        ["FWP_MATCH_RANGE"] = FilterMatchType.Range,
        ["FWP_MATCH_FLAGS_ALL_SET"] = FilterMatchType.FlagsAllSet,
        ["FWP_MATCH_FLAGS_ANY_SET"] = FilterMatchType.FlagsAnySet,
        ["FWP_MATCH_FLAGS_NONE_SET"] = FilterMatchType.FlagsNoneSet,
        ["FWP_MATCH_EQUAL_CASE_INSENSITIVE"] = FilterMatchType.EqualCaseInsensitive,
        ["FWP_MATCH_NOT_EQUAL"] = FilterMatchType.NotEqual,
        ["FWP_MATCH_PREFIX"] = FilterMatchType.Prefix,
        ["FWP_MATCH_NOT_PREFIX"] = FilterMatchType.NotPrefix,
    };

    /// <summary>All conditions of a filter, as they stand there.</summary>
    /// <param name="list">The element <c>filterCondition</c>, or null.</param>
    /// <param name="changes">Gets what came in otherwise than it stands there.</param>
    /// <exception cref="RefusedException">A condition cannot be read.</exception>
    public List<FilterCondition> Read(WfpElement? list, List<string> changes)
    {
        var conditions = new List<FilterCondition>();
        foreach (var item in list?.Items ?? [])
            conditions.Add(ReadOne(item, changes));
        return conditions;
    }

    /// <summary>The conditions without those that a Linux host always meets.</summary>
    public ConditionList Settle(List<FilterCondition> conditions, Layer layer, List<string> changes)
    {
        var kept = new List<FilterCondition>(conditions.Count);
        for (var start = 0; start < conditions.Count;)
        {
            var field = conditions[start].Field;
            var end = start + 1;
            while (end < conditions.Count && conditions[end].Field == field)
                end++;

            var alternatives = conditions[start..end];
            if (IsAlwaysMet(alternatives, out var value))
                changes.Add($"without {string.Join(" or ", alternatives)}, because {field} is taken to be {value} on this host");
            else
                kept.AddRange(alternatives);
            start = end;
        }

        foreach (var condition in kept)
        {
            if (layer.FindField(condition.Field) is { } field && WindowsFields.WhyAbsent(field.Key.ToString()) is { } reason)
                builder.Tally($"never met on Linux: a condition on {field.Key} {reason}");
        }

        return [.. kept];
    }

    private FilterCondition ReadOne(WfpElement item, List<string> changes)
    {
        var field = WfpKeys.Field(item.TextOf("fieldKey"));
        var match = item.TextOf("matchType");
        if (!s_matches.TryGetValue(match, out var matchType))
            throw new RefusedException($"it compares {field} by {(match.Length == 0 ? "nothing" : WfpKeys.Shorten(match))}, which is no match type that Weir knows");
        if (item.Find("conditionValue") is not { } valueElement)
            throw new RefusedException($"its condition on {field} has no value");

        var nobodies = new List<string>();
        var value = WfpValues.Read(valueElement, options.Principals, nobodies);
        if (nobodies.Count > 0)
            changes.Add($"{field} no longer asks for {string.Join(", ", nobodies.Distinct())}: nobody is that on this host");
        return new FilterCondition(field, matchType, value);
    }

    private bool IsAlwaysMet(List<FilterCondition> alternatives, out ulong value) =>
        options.AssumedValues.TryGetValue(alternatives[0].Field, out value) && IsMet(alternatives, value);

    private static bool IsMet(List<FilterCondition> alternatives, ulong value)
    {
        foreach (var condition in alternatives)
        {
            if (IsMet(condition, value))
                return true;
        }

        return false;
    }

    private static bool IsMet(FilterCondition condition, ulong value)
    {
        var asked = condition.Value;
        if (asked.Type == DataType.Range)
            return condition.Match == FilterMatchType.Range && IsUnsigned(asked.ElementType) && asked.Low.Number <= value && value <= asked.High.Number;
        if (!IsUnsigned(asked.Type))
            return false;
        var number = (ulong)asked.Number;
        return condition.Match switch
        {
            FilterMatchType.Equal => value == number,
            FilterMatchType.NotEqual => value != number,
            FilterMatchType.Greater => value > number,
            FilterMatchType.Less => value < number,
            FilterMatchType.GreaterOrEqual => value >= number,
            FilterMatchType.LessOrEqual => value <= number,
            FilterMatchType.FlagsAllSet => (value & number) == number,
            FilterMatchType.FlagsAnySet => (value & number) != 0,
            FilterMatchType.FlagsNoneSet => (value & number) == 0,
            _ => false,
        };
    }

    private static bool IsUnsigned(DataType type) => type is DataType.UInt8 or DataType.UInt16 or DataType.UInt32 or DataType.UInt64;
}
