using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

internal sealed partial class PolicyReader
{
    private static readonly string[] s_conditionKeys = ["field", "match", "value"];

    private static readonly NamedMatch[] s_matches =
    [
        new("equal", FilterMatchType.Equal), new("not-equal", FilterMatchType.NotEqual), new("less", FilterMatchType.Less),
        new("less-or-equal", FilterMatchType.LessOrEqual), new("greater", FilterMatchType.Greater),
        new("greater-or-equal", FilterMatchType.GreaterOrEqual), new("range", FilterMatchType.Range),
    ];

    private static readonly string[] s_laterMatches = ["flags-all-set", "flags-any-set", "flags-none-set", "equal-case-insensitive", "prefix", "not-prefix"];

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
        reader.Require("field", $"name one of {string.Join(", ", PolicyFields.All)}");
        var field = ReadField(reader);
        var match = ReadMatch(reader, field);
        if (reader.Require("value", "give the value, or a list of values, to compare with") is not { } valueNode || field is null || match is null)
            return null;

        var values = ImmutableArray.CreateBuilder<PolicyValue>();
        List<YamlNode> items = valueNode is YamlSequence sequence ? sequence.Items : [valueNode];
        if (items.Count == 0)
            reader.Error(valueNode, "value", "the list is empty, so the filter can never match", "list at least one value");
        foreach (var item in items)
        {
            if (ReadConditionValue(reader, field, match.Value, item) is { } value)
                values.Add(value);
        }

        if (values.Count == 0)
            return null;
        return new PolicyCondition { Field = field, Match = match.Value, Values = values.ToImmutable(), Span = reader.Find("field")!.Span };
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

    private static FilterMatchType? ReadMatch(MappingReader reader, PolicyField? field)
    {
        if (reader.Find("match") is null)
            return FilterMatchType.Equal;
        if (reader.Scalar("match", "a match type") is not { } scalar)
            return null;
        foreach (var (name, match) in s_matches)
        {
            if (name != scalar.Value)
                continue;
            if (field is { IsOrdered: false } && match is not (FilterMatchType.Equal or FilterMatchType.NotEqual))
                reader.Error(scalar, "match", $"{field} has no order, so '{name}' means nothing", "write equal or not-equal");
            return match;
        }

        if (s_laterMatches.Contains(scalar.Value))
            reader.Error(scalar, "match", $"match type '{scalar.Value}' suits no field that is available yet", $"write one of: {string.Join(", ", s_matches.Select(m => m.Name))}");
        else
            reader.Error(scalar, "match", $"unknown match type '{scalar.Value}'", Spelling.Advise(scalar.Value, [.. s_matches.Select(m => m.Name)]));
        return null;
    }

    private static PolicyValue? ReadConditionValue(MappingReader reader, PolicyField field, FilterMatchType match, YamlNode node)
    {
        if (node is not YamlScalar { IsNull: false } scalar)
        {
            reader.Error(node, "value", $"{node.Describe()} where a value is expected");
            return null;
        }

        if (!ValueReader.TryRead(field, scalar.Value, scalar.IsQuoted && field.Type == PolicyFieldType.Interface, out var value, out var problem))
        {
            reader.Error(scalar, "value", problem.Message, problem.Advice);
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

        foreach (var group in conditions.GroupBy(condition => condition.Field))
        {
            var count = group.Sum(condition => condition.Values.Length);
            if (count > 1 && group.Any(condition => condition.Match == FilterMatchType.NotEqual))
            {
                var last = group.Last();
                _diagnostics.Warning(last.Span, path, $"conditions on one field are alternatives, so not-equal beside another condition on {group.Key} matches nearly everything",
                    $"for neither A nor B write when: {group.Key} not in [A, B]");
            }
        }
    }

    private static bool SharesWfpField(PolicyField a, PolicyField b) =>
        (a == PolicyFields.LocalPort && b == PolicyFields.IcmpType) || (a == PolicyFields.IcmpType && b == PolicyFields.LocalPort)
        || (a == PolicyFields.RemotePort && b == PolicyFields.IcmpCode) || (a == PolicyFields.IcmpCode && b == PolicyFields.RemotePort);

    private sealed record NamedMatch(string Name, FilterMatchType Match);
}
