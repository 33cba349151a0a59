using Weir.Engine;

namespace Weir.Policy;

internal sealed partial class PolicyLowering
{
    // More names than these nobody reads in a message.
    private const int MostListed = 8;

    /// <summary>Says so when the filter asks for a field that the layer does not have.</summary>
    private bool HasAllFields(PolicyFilter filter, LayerView layer)
    {
        var asked = filter.When is null ? filter.Conditions.Select(condition => condition.Field) : FieldsOf(filter.When);
        if (asked.FirstOrDefault(field => !layer.Has(field)) is not { } missing)
            return true;
        // The layer's own order has the addresses and ports before what only Windows knows.
        var common = PolicyFields.Common.Where(layer.Has).ToList();
        List<PolicyField> fields = [.. common, .. PolicyFields.Of(layer.Layer).Except(common)];
        var listed = fields.Count - common.Count <= MostListed ? fields.Count : Math.Max(common.Count, MostListed);
        var known = string.Join(", ", fields.Take(listed).Select(field => field.Name))
            + (fields.Count <= listed ? "" : $", and {fields.Count - listed} others (docs/layers.md)");
        _diagnostics.Error(
            SpanOf(filter),
            PathOf(filter),
            $"{layer.Name} has no field {missing}",
            known.Length == 0 ? "it has none that policies can test: leave the condition out" : $"it has: {known}");
        return false;
    }

    private static IEnumerable<PolicyField> FieldsOf(PolicyExpression expression) => expression switch
    {
        NotExpression negation => FieldsOf(negation.Operand),
        AndExpression conjunction => conjunction.Operands.SelectMany(FieldsOf),
        OrExpression disjunction => disjunction.Operands.SelectMany(FieldsOf),
        ComparisonExpression comparison => [comparison.Field],
        _ => [],
    };

    /// <summary>Explicit conditions go to the engine as they are; none are returned when they cannot hold at the layer.</summary>
    private List<ConditionList> LowerConditions(PolicyFilter filter, LayerView layer, ref string? contradiction)
    {
        var conditions = new List<FilterCondition>();
        if (filter.Conditions.Any(c => c.Field.Type == PolicyFieldType.IcmpNumber) && filter.Conditions.All(c => c.Field != PolicyFields.Protocol) && layer.HasProtocol)
            conditions.Add(new FilterCondition(Fields.IpProtocol, FilterMatchType.Equal, FilterValue.UInt8((byte)(layer.IsIPv6 ? 58 : 1))));

        foreach (var group in filter.Conditions.GroupBy(condition => condition.Field))
        {
            if (group.Key == PolicyFields.Direction && layer.Direction is { } direction && !group.Any(condition => condition.HasType))
            {
                if (group.Any(condition => Allows(condition, direction)))
                    continue;
                contradiction ??= $"{layer.Name} sees {direction.ToString().ToLowerInvariant()} packets only";
                return [];
            }

            var count = conditions.Count;
            foreach (var condition in group)
                Add(conditions, condition, layer, PathOf(filter));
            if (conditions.Count == count && !_diagnostics.HasErrors)
            {
                contradiction ??= $"the values of {group.Key} are of {(layer.IsIPv6 ? "IPv4" : "IPv6")}, and {layer.Name} sees {(layer.IsIPv6 ? "IPv6" : "IPv4")} only";
                return [];
            }
        }

        return [ConditionList.Create(conditions.ToArray())];
    }

    private static bool Allows(PolicyCondition condition, Direction direction) =>
        condition.Values.Any(value => value.Low == (UInt128)(int)direction == (condition.Match == FilterMatchType.Equal));

    private void Add(List<FilterCondition> conditions, PolicyCondition condition, LayerView layer, string path)
    {
        var field = layer.Layer.FindField(condition.Field.Key)!;
        foreach (var value in condition.Values.Where(layer.Has))
        {
            if (!LayerView.Holds(field, value))
            {
                _diagnostics.Error(condition.Span, path, $"{condition.Field} holds no number such as {value} at {layer.Name}", $"it is of type {field.Type}: give the type and a value of it");
                return;
            }

            var number = value.IsName ? NumberOf(value, condition.Span, path) : (ulong?)null;
            conditions.Add(ConditionOf(field, condition.Match, value, number));
        }
    }

    /// <summary>The engine's condition for a written one.</summary>
    /// <param name="field">The layer's field.</param>
    /// <param name="match">The match type.</param>
    /// <param name="value">One of the values.</param>
    /// <param name="number">What a name stands for.</param>
    internal static FilterCondition ConditionOf(LayerField field, FilterMatchType match, PolicyValue value, ulong? number = null)
    {
        var (low, high) = number is { } known ? (known, known) : (value.Low, value.High);
        return (value.Kind, match) switch
        {
            (PolicyValueKind.Absent, _) => new FilterCondition(field.Key, match, FilterValue.Empty),
            (PolicyValueKind.Exact, _) => new FilterCondition(field.Key, match, value.Exact),
            (_, FilterMatchType.Equal) => ConditionWriter.Within(field, low, high),
            (_, FilterMatchType.Range) => new FilterCondition(
                field.Key, FilterMatchType.Range, FilterValue.Range(ConditionWriter.Value(field.Type, low), ConditionWriter.Value(field.Type, high))),
            (_, FilterMatchType.NotEqual) when low != high && ConditionWriter.TryPrefix(field.Type, low, high) is { } prefix =>
                new FilterCondition(field.Key, FilterMatchType.NotEqual, prefix),
            _ => new FilterCondition(field.Key, match, ConditionWriter.Value(field.Type, low)),
        };
    }
}
