using Weir.Engine;

namespace Weir.Policy;

internal sealed partial class PolicyLowering
{
    /// <summary>Says so when the filter asks for a field that the layer does not have.</summary>
    private bool HasAllFields(PolicyFilter filter, LayerView layer)
    {
        var asked = filter.When is null ? filter.Conditions.Select(condition => condition.Field) : FieldsOf(filter.When);
        if (asked.FirstOrDefault(field => !layer.Has(field)) is not { } missing)
            return true;
        var known = string.Join(", ", PolicyFields.All.Where(layer.Has));
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
            if (group.Key == PolicyFields.Direction && layer.Direction is { } direction)
            {
                if (group.Any(condition => Allows(condition, direction)))
                    continue;
                contradiction ??= $"{layer.Name} sees {direction.ToString().ToLowerInvariant()} packets only";
                return [];
            }

            var count = conditions.Count;
            foreach (var condition in group)
                Add(conditions, condition, layer, PathOf(filter));
            if (conditions.Count == count)
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
        var field = ConditionWriter.FieldOf(condition.Field);
        var type = ConditionWriter.TypeOf(field, layer);
        foreach (var value in condition.Values.Where(layer.Has))
        {
            var (low, high) = (value.Low, value.High);
            if (value.Kind == PolicyValueKind.InterfaceName)
                low = high = IndexOf(value, condition.Span, path);
            conditions.Add(condition.Match switch
            {
                FilterMatchType.Equal => ConditionWriter.Within(field, type, low, high),
                FilterMatchType.Range => new FilterCondition(field, FilterMatchType.Range, FilterValue.Range(ConditionWriter.Value(type, low), ConditionWriter.Value(type, high))),
                FilterMatchType.NotEqual when low != high => new FilterCondition(field, FilterMatchType.NotEqual, ConditionWriter.TryPrefix(type, low, high)!.Value),
                var match => new FilterCondition(field, match, ConditionWriter.Value(type, low)),
            });
        }
    }
}
