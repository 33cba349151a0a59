using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

internal sealed partial class PolicyReader
{
    private static readonly string[] s_conditionKeys = ["field", "match", "type", "value"];

    private static readonly string[] s_rangeKeys = ["low", "high"];

    private static readonly NamedMatch[] s_matches =
    [
        new("equal", FilterMatchType.Equal), new("not-equal", FilterMatchType.NotEqual), new("less", FilterMatchType.Less),
        new("less-or-equal", FilterMatchType.LessOrEqual), new("greater", FilterMatchType.Greater),
        new("greater-or-equal", FilterMatchType.GreaterOrEqual), new("range", FilterMatchType.Range),
        new("flags-all-set", FilterMatchType.FlagsAllSet), new("flags-any-set", FilterMatchType.FlagsAnySet),
        new("flags-none-set", FilterMatchType.FlagsNoneSet), new("equal-case-insensitive", FilterMatchType.EqualCaseInsensitive),
        new("prefix", FilterMatchType.Prefix), new("not-prefix", FilterMatchType.NotPrefix),
    ];

    /// <summary>Every match type by its name in policy files.</summary>
    internal static IEnumerable<string> MatchNames => s_matches.Select(entry => entry.Name);

    /// <summary>The name of a match type in policy files.</summary>
    internal static string NameOf(FilterMatchType match) => s_matches.First(entry => entry.Match == match).Name;

    private ImmutableArray<PolicyCondition> ReadConditions(MappingReader filter)
    {
        var conditions = ReadList(filter, "conditions", ReadCondition);
        CheckRepetition(conditions, filter.PathOf("conditions"));
        return conditions;
    }

    private PolicyCondition? ReadCondition(YamlNode node, string path)
    {
        if (MappingReader.Open(node, path, _diagnostics, s_conditionKeys) is not { } reader)
            return null;
        reader.Require("field", $"name a field, such as {string.Join(", ", PolicyFields.Common)}");
        var field = ReadField(reader);
        var type = ReadType(reader);
        var match = ReadMatch(reader, field, type is not null);
        if (type == DataType.Empty && reader.Find("value") is null && field is not null && match is not null)
            return ConditionOf(field, match.Value, [ValueReader.Exact(FilterValue.Empty, "empty")], reader) with { HasType = true };
        if (reader.Require("value", "give the value, or a list of values, to compare with") is not { } valueNode || field is null || match is null)
            return null;

        var values = ImmutableArray.CreateBuilder<PolicyValue>();
        List<YamlNode> items = valueNode is YamlSequence sequence ? sequence.Items : [valueNode];
        if (items.Count == 0)
            reader.Error(valueNode, "value", "the list is empty, so the filter can never match", "list at least one value");
        foreach (var item in items)
        {
            var value = type is { } known ? ReadTypedValue(reader, known, item) : ReadConditionValue(reader, field, match.Value, item);
            if (value is not null)
                values.Add(value);
        }

        return values.Count == 0 ? null : ConditionOf(field, match.Value, values.ToImmutable(), reader) with { HasType = type is not null };
    }

    private static PolicyCondition ConditionOf(PolicyField field, FilterMatchType match, ImmutableArray<PolicyValue> values, MappingReader reader) =>
        new() { Field = field, Match = match, Values = values, Span = reader.Find("field")!.Span };

    private static DataType? ReadType(MappingReader reader)
    {
        if (reader.Scalar("type", "the name of a type") is not { } scalar)
            return null;
        if (TypedValue.FindType(scalar.Value) is { } type)
            return type;
        reader.Error(scalar, "type", $"unknown type '{scalar.Value}'", Spelling.Advise(scalar.Value, [.. TypedValue.TypeNames]));
        return null;
    }

    private PolicyValue? ReadTypedValue(MappingReader reader, DataType type, YamlNode node)
    {
        if (node is YamlMapping)
        {
            if (MappingReader.Open(node, reader.PathOf("value"), _diagnostics, s_rangeKeys) is not { } range)
                return null;
            range.Require("low", "a range has low and high");
            range.Require("high", "a range has low and high");
            var (low, high) = (ReadTyped(range, "low", type, range.Find("low")), ReadTyped(range, "high", type, range.Find("high")));
            return low is null || high is null ? null : ValueReader.Exact(FilterValue.Range(low.Value, high.Value), $"{TypedValue.Write(low.Value)}-{TypedValue.Write(high.Value)}");
        }

        return ReadTyped(reader, "value", type, node) is { } value ? ValueReader.Exact(value, TypedValue.Write(value)) : null;
    }

    private static FilterValue? ReadTyped(MappingReader reader, string key, DataType type, YamlNode? node)
    {
        if (node is null)
            return null;
        if (node is not YamlScalar { IsNull: false } scalar)
        {
            reader.Error(node, key, $"{node.Describe()} where a value is expected");
            return null;
        }

        if (TypedValue.TryRead(type, scalar.Value, out var value, out var problem))
            return value;
        reader.Error(scalar, key, problem.Message, problem.Advice);
        return null;
    }

    private static PolicyField? ReadField(MappingReader reader)
    {
        if (reader.Scalar("field", "the name of a field") is not { } scalar)
            return null;
        if (PolicyFields.Find(scalar.Value) is { } field)
            return field;
        var (message, advice) = PolicyFields.ExplainUnknown(scalar.Value);
        reader.Error(scalar, "field", message, advice);
        return null;
    }

    private static FilterMatchType? ReadMatch(MappingReader reader, PolicyField? field, bool hasType)
    {
        if (reader.Find("match") is null)
            return FilterMatchType.Equal;
        if (reader.Scalar("match", "a match type") is not { } scalar)
            return null;
        foreach (var (name, match) in s_matches)
        {
            if (name != scalar.Value)
                continue;
            if (field is not null && !hasType && ExplainMismatch(field, match, name) is { } problem)
                reader.Error(scalar, "match", problem.Message, problem.Advice);
            return match;
        }

        reader.Error(scalar, "match", $"unknown match type '{scalar.Value}'", Spelling.Advise(scalar.Value, [.. MatchNames]));
        return null;
    }

    /// <summary>Whether a file may compare the field so, without giving the type.</summary>
    internal static bool Takes(PolicyField field, FilterMatchType match, PolicyValue value) =>
        ExplainMismatch(field, match, "") is null
        && (value.Kind != PolicyValueKind.Absent || match == FilterMatchType.Equal)
        && (match == FilterMatchType.Range || (value.IsSingle || (match is FilterMatchType.Equal or FilterMatchType.NotEqual && value.Text.Contains('/'))));

    /// <summary>What is wrong with a match type on a field. Where the file gives the type, the engine judges.</summary>
    private static Problem? ExplainMismatch(PolicyField field, FilterMatchType match, string name) => match switch
    {
        FilterMatchType.Equal or FilterMatchType.NotEqual => null,
        FilterMatchType.FlagsAllSet or FilterMatchType.FlagsAnySet or FilterMatchType.FlagsNoneSet => field.HasBits
            ? null
            : new Problem($"'{name}' is for fields of flags and numbers, and {field} is neither", "write equal, or the conditions that you mean"),
        FilterMatchType.EqualCaseInsensitive => field.Type == PolicyFieldType.Text
            ? null
            : new Problem($"'{name}' is for fields of text, such as app, and {field} is none", "write equal"),
        FilterMatchType.Prefix or FilterMatchType.NotPrefix => field.HasEnd
            ? null
            : new Problem($"'{name}' is for fields of text and bytes, and {field} is neither", "write equal or not-equal"),
        _ => field.IsOrdered ? null : new Problem($"{field} has no order, so '{name}' means nothing", "write equal or not-equal"),
    };

    private PolicyValue? ReadConditionValue(MappingReader reader, PolicyField field, FilterMatchType match, YamlNode node)
    {
        if (node is YamlMapping && match == FilterMatchType.Range)
            return ReadRange(reader, field, node);
        if (node is not YamlScalar { IsNull: false } scalar)
        {
            reader.Error(node, "value", $"{node.Describe()} where a value is expected", node is YamlMapping ? "low and high go with match: range" : null);
            return null;
        }

        if (ReadScalar(reader, "value", field, scalar) is not { } value)
            return null;
        if (value.Kind == PolicyValueKind.Absent && match != FilterMatchType.Equal)
        {
            reader.Error(scalar, "value", $"'{NameOf(match)}' compares with a value, and empty is none", "write match: equal for what has none");
            return null;
        }

        if (match == FilterMatchType.Range && value.Kind == PolicyValueKind.Exact)
        {
            reader.Error(scalar, "value", $"'range' needs both ends, and {value} is one value", "write value: {low: A, high: B}");
            return null;
        }

        var isPrefix = value.Text.Contains('/');
        if (!value.IsSingle && match is not (FilterMatchType.Equal or FilterMatchType.Range) && !(isPrefix && match == FilterMatchType.NotEqual))
        {
            reader.Error(scalar, "value", $"'{NameOf(match)}' compares with one value, and {value} is a range",
                match == FilterMatchType.NotEqual ? $"write when: {field} != {value}" : "compare with one end of it");
            return null;
        }

        return value;
    }

    private static PolicyValue? ReadScalar(MappingReader reader, string key, PolicyField field, YamlScalar scalar)
    {
        if (ValueReader.TryRead(field, scalar.Value, scalar.IsQuoted && field.MindsQuotes, out var value, out var problem))
            return value;
        reader.Error(scalar, key, problem.Message, problem.Advice);
        return null;
    }

    private PolicyValue? ReadRange(MappingReader reader, PolicyField field, YamlNode node)
    {
        if (MappingReader.Open(node, reader.PathOf("value"), _diagnostics, s_rangeKeys) is not { } range)
            return null;
        range.Require("low", "a range has low and high");
        range.Require("high", "a range has low and high");
        if (range.Scalar("low", "a value") is not { } lowNode || range.Scalar("high", "a value") is not { } highNode
            || ReadScalar(range, "low", field, lowNode) is not { } low || ReadScalar(range, "high", field, highNode) is not { } high)
        {
            return null;
        }

        if (low.Kind != high.Kind || low.Kind is PolicyValueKind.Absent || low.IsName || !low.IsSingle || !high.IsSingle)
        {
            range.Error(highNode, "high", $"{low} and {high} are not the ends of a range", "both ends are single values of one kind");
            return null;
        }

        return low.Kind == PolicyValueKind.Exact
            ? ValueReader.Exact(FilterValue.Range(low.Exact, high.Exact), $"{low}-{high}")
            : new PolicyValue { Kind = low.Kind, Low = low.Low, High = high.Low, Text = low.Low == high.Low ? low.Text : $"{low}-{high}" };
    }

    // WFP joins neighbouring conditions on a field by OR, and its ICMP fields are its port fields.
    private void CheckRepetition(ImmutableArray<PolicyCondition> conditions, string path)
    {
        for (var i = 1; i < conditions.Length; i++)
        {
            var condition = conditions[i];
            var previous = conditions[i - 1];
            if (conditions.Take(i).FirstOrDefault(earlier => earlier.Field != condition.Field && SharesWfpField(earlier.Field, condition.Field)) is { } twin)
            {
                _diagnostics.Error(condition.Span, $"{path}[{i}]", $"{condition.Field} and {twin.Field} are one field in WFP, which a filter can test only once", "write two filters");
                continue;
            }

            if (previous.Field != condition.Field && conditions.Take(i).Any(earlier => earlier.Field == condition.Field))
                _diagnostics.Error(condition.Span, $"{path}[{i}]", $"{condition.Field} is tested again, apart from its first test", "put the conditions of a field side by side; they are alternatives then");
        }
    }

    private static bool SharesWfpField(PolicyField a, PolicyField b) => a != b && a.Key == b.Key;

    private sealed record NamedMatch(string Name, FilterMatchType Match);
}
