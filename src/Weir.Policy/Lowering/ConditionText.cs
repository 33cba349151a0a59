using Weir.Engine;

namespace Weir.Policy;

/// <summary>Writes the engine's conditions in the words of the policy language, for tables and messages.</summary>
public static class ConditionText
{
    /// <summary>
    /// The conditions as an expression, such as <c>ip.protocol == tcp and remote.port in [80, 443]</c>;
    /// <c>everything</c> when there are none. Conditions beyond the policy language are written in WFP's words.
    /// </summary>
    /// <param name="conditions">The conditions of an installed filter.</param>
    /// <param name="interfaceName">Names an interface by its index, or returns <see langword="null"/> to show the index.</param>
    public static string Describe(ConditionList conditions, Func<uint, string?>? interfaceName = null)
    {
        return conditions.Count == 0 ? "everything" : string.Join(" and ", DescribeGroups(conditions, interfaceName));
    }

    /// <summary>The conditions by field, each group as an expression.</summary>
    internal static List<string> DescribeGroups(ConditionList conditions, Func<uint, string?>? interfaceName)
    {
        var isIcmp = false;
        var groups = new List<string>();
        for (var start = 0; start < conditions.Count;)
        {
            var end = start + 1;
            while (end < conditions.Count && conditions[end].Field == conditions[start].Field)
                end++;
            var group = conditions.Skip(start).Take(end - start).ToList();
            isIcmp |= group.All(c => c.Field == Fields.IpProtocol && c.Match == FilterMatchType.Equal && c.Value.Number is { } n && (n == 1 || n == 58));
            groups.Add(DescribeGroup(group, isIcmp, interfaceName));
            start = end;
        }

        return groups;
    }

    private static string DescribeGroup(List<FilterCondition> group, bool isIcmp, Func<uint, string?>? interfaceName)
    {
        var field = NameOf(group[0].Field, isIcmp);
        if (group.All(c => c.Match is FilterMatchType.Equal or FilterMatchType.Range))
        {
            return group.Count == 1
                ? $"{field} == {Value(group[0], interfaceName)}"
                : $"{field} in [{string.Join(", ", group.Select(c => Value(c, interfaceName)))}]";
        }

        var alternatives = string.Join(" or ", group.Select(c => $"{field} {Symbol(c.Match)} {Value(c, interfaceName)}"));
        return group.Count == 1 ? alternatives : $"({alternatives})";
    }

    private static string NameOf(FieldKey field, bool isIcmp) => field switch
    {
        _ when field == Fields.IpProtocol => "ip.protocol",
        _ when field == Fields.IpLocalAddress => "local.address",
        _ when field == Fields.IpRemoteAddress => "remote.address",
        _ when field == Fields.IpLocalPort => isIcmp ? "icmp.type" : "local.port",
        _ when field == Fields.IpRemotePort => isIcmp ? "icmp.code" : "remote.port",
        _ when field == Fields.InterfaceIndex => "interface",
        _ when field == Fields.Direction => "direction",
        _ => Fields.NameOf(field) ?? field.ToString(),
    };

    private static string Symbol(FilterMatchType match) => match switch
    {
        FilterMatchType.Equal or FilterMatchType.Range => "==",
        FilterMatchType.NotEqual => "!=",
        FilterMatchType.Less => "<",
        FilterMatchType.LessOrEqual => "<=",
        FilterMatchType.Greater => ">",
        FilterMatchType.GreaterOrEqual => ">=",
        _ => match.ToString(),
    };

    private static string Value(FilterCondition condition, Func<uint, string?>? interfaceName)
    {
        var value = condition.Value;
        if (condition.Field == Fields.IpProtocol && value.Type == DataType.UInt8)
            return ValueReader.ProtocolName((uint)value.Number);
        if (condition.Field == Fields.InterfaceIndex && value.Type == DataType.UInt32 && interfaceName?.Invoke((uint)value.Number) is { } name)
            return name;
        if (condition.Field == Fields.Direction && value.Type == DataType.UInt32 && value.Number <= 1)
            return value.Number == 0 ? "outbound" : "inbound";
        if (condition.Field != Fields.IpLocalAddress && condition.Field != Fields.IpRemoteAddress)
            return value.ToString();
        return value.Type switch
        {
            DataType.UInt32 => ValueReader.Format(PolicyValueKind.IPv4, value.Number),
            DataType.V4AddressMask => $"{ValueReader.Format(PolicyValueKind.IPv4, value.Number)}/{System.Numerics.BitOperations.PopCount(value.Mask)}",
            DataType.Range when value.ElementType == DataType.UInt32 =>
                $"{ValueReader.Format(PolicyValueKind.IPv4, value.Low.Number)}-{ValueReader.Format(PolicyValueKind.IPv4, value.High.Number)}",
            _ => value.ToString(),
        };
    }
}
