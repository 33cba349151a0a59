using System.Numerics;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>Writes the engine's conditions in the words of the policy language, for tables and messages.</summary>
public static class ConditionText
{
    /// <summary>
    /// The conditions as an expression, such as <c>ip.protocol == tcp and remote.port in [80, 443]</c>;
    /// <c>everything</c> when there are none.
    /// </summary>
    /// <param name="conditions">The conditions of an installed filter.</param>
    /// <param name="nameOf">Names an interface, user or group by its number, or returns <see langword="null"/> to show the number.</param>
    public static string Describe(ConditionList conditions, Func<uint, string?>? nameOf = null)
    {
        return conditions.Count == 0 ? "everything" : string.Join(" and ", DescribeGroups(conditions, nameOf));
    }

    /// <summary>The conditions by field, each group as an expression.</summary>
    internal static List<string> DescribeGroups(ConditionList conditions, Func<uint, string?>? nameOf)
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
            groups.Add(DescribeGroup(group, isIcmp, nameOf));
            start = end;
        }

        return groups;
    }

    private static string DescribeGroup(List<FilterCondition> group, bool isIcmp, Func<uint, string?>? nameOf)
    {
        var field = FieldOf(group[0].Field, isIcmp);
        var name = field?.Name ?? group[0].Field.ToString().ToLowerInvariant().Replace('_', '.');
        if (group.All(c => c.Match is FilterMatchType.Equal or FilterMatchType.Range && BeginningOf(c.Value) is null))
        {
            return group.Count == 1
                ? $"{name} == {Value(group[0].Value, field, nameOf)}"
                : $"{name} in [{string.Join(", ", group.Select(c => Value(c.Value, field, nameOf)))}]";
        }

        var alternatives = string.Join(" or ", group.Select(c => DescribeOne(c, name, field, nameOf)));
        return group.Count == 1 ? alternatives : $"({alternatives})";
    }

    private static string DescribeOne(FilterCondition condition, string name, PolicyField? field, Func<uint, string?>? nameOf) => condition.Match switch
    {
        FilterMatchType.Range when BeginningOf(condition.Value) is { } beginning => $"{name} startswith {ValueText.Quote(beginning)}",
        FilterMatchType.NotPrefix => $"not {name} endswith {Value(condition.Value, field, nameOf)}",
        _ => $"{name} {Symbol(condition.Match)} {Value(condition.Value, field, nameOf)}",
    };

    private static PolicyField? FieldOf(FieldKey key, bool isIcmp)
    {
        if (isIcmp && key == Fields.IpLocalPort)
            return PolicyFields.IcmpType;
        if (isIcmp && key == Fields.IpRemotePort)
            return PolicyFields.IcmpCode;
        foreach (var common in PolicyFields.Common)
        {
            if (common.Key == key)
                return common;
        }

        return PolicyFields.Find(key.ToString().ToLowerInvariant().Replace('_', '.'));
    }

    /// <summary>The beginning of the texts in a range that <c>startswith</c> becomes.</summary>
    private static string? BeginningOf(FilterValue value) =>
        value.Type == DataType.Range && value.ElementType == DataType.UnicodeString
        && value.High.ToUnicodeString() == value.Low.ToUnicodeString() + ExpressionLowering.LastContinuation
            ? value.Low.ToUnicodeString()
            : null;

    private static string Symbol(FilterMatchType match) => match switch
    {
        FilterMatchType.Equal or FilterMatchType.Range => "==",
        FilterMatchType.NotEqual => "!=",
        FilterMatchType.Less => "<",
        FilterMatchType.LessOrEqual => "<=",
        FilterMatchType.Greater => ">",
        FilterMatchType.GreaterOrEqual => ">=",
        FilterMatchType.FlagsAllSet => "all",
        FilterMatchType.FlagsAnySet => "any",
        FilterMatchType.FlagsNoneSet => "none",
        FilterMatchType.EqualCaseInsensitive => "equalsignorecase",
        FilterMatchType.Prefix => "endswith",
        _ => match.ToString(),
    };

    private static string Value(FilterValue value, PolicyField? field, Func<uint, string?>? nameOf)
    {
        switch (value.Type)
        {
            case DataType.Range:
                return $"{Value(value.Low, field, nameOf)}-{Value(value.High, field, nameOf)}";
            case DataType.V4AddressMask:
                return $"{ValueText.Address(PolicyValueKind.IPv4, value.Number)}/{BitOperations.PopCount(value.Mask)}";
            case DataType.V6AddressPrefix:
                return TypedValue.Write(value);
            case DataType.UnicodeString:
                return ValueText.Quote(value.ToUnicodeString());
            case DataType.ByteBlob when ValueText.TextOfBytes(value.ToByteBlob().Bytes) is { } text:
                return ValueText.InQuotes(text);
            case DataType.SecurityDescriptor:
                return ValueText.Quote(PolicyDescriptors.Write(value.ToSecurityDescriptor()));
        }

        switch (field?.Type)
        {
            case PolicyFieldType.Protocol when value.Type == DataType.UInt8:
                return ValueReader.ProtocolName((uint)value.Number);
            case PolicyFieldType.Interface or PolicyFieldType.User or PolicyFieldType.Group or PolicyFieldType.ControlGroup when value.Number <= uint.MaxValue && nameOf?.Invoke((uint)value.Number) is { } name:
                return name;
            case PolicyFieldType.Direction when value.Type == DataType.UInt32 && value.Number <= 1:
                return value.Number == 0 ? "outbound" : "inbound";
            case PolicyFieldType.Flags when value.Type == DataType.UInt32:
                return FlagNames.NameOf(field, (ulong)value.Number) ?? $"0x{(uint)value.Number:x}";
            case PolicyFieldType.Address when value.Type == DataType.UInt32:
                return ValueText.Address(PolicyValueKind.IPv4, value.Number);
            default:
                return value.ToString();
        }
    }
}
