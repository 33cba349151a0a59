namespace Weir.Engine;

/// <summary>Checks one condition against the field that it tests.</summary>
internal static class ConditionValidator
{
    /// <summary>Why the condition is refused at the field, or null when it is acceptable.</summary>
    public static ConditionProblem? FindProblem(in FilterCondition condition, LayerField field)
    {
        var (match, value) = (condition.Match, condition.Value);
        if (!MatchTable.Has(match))
        {
            return new(FwpError.InvalidEnumerator, $"{(int)match} is not a match type.");
        }

        if (value.Type == DataType.Range && value.Low.Type != value.High.Type && match == FilterMatchType.Range)
        {
            return new(FwpError.InvalidRange, "the ends of the range have different types. Give both the field's type.");
        }

        if (!MatchTable.Takes(match, value))
        {
            return new(FwpError.MatchTypeMismatch, MatchTable.Advice(match));
        }

        if (!MatchTable.CanCompare(field, value))
        {
            return new(FwpError.TypeMismatch, field.Type == value.ElementType
                ? "a network can only be compared with an address field. Use a range of numbers."
                : $"the value is of type {value.ElementType}, the field is {field.Type}. {TypeAdvice(field.Type)}");
        }

        return value.Type switch
        {
            DataType.Range when FilterValue.Compare(value.Low, value.High) > 0 =>
                new(FwpError.InvalidRange, "the low end is above the high end. Swap them."),
            DataType.V4AddressMask when !IsContiguous(value.Mask) =>
                new(FwpError.InvalidNetMask, "the mask has holes. Use a mask of leading ones only, or several conditions."),
            DataType.V6AddressPrefix when value.PrefixLength > 128 =>
                new(FwpError.InvalidNetMask, "the prefix is longer than an address. Use 0 to 128."),
            DataType.SecurityDescriptor when SecurityValidator.FindProblem(value.ToSecurityDescriptor()) is { } problem =>
                new(FwpError.InvalidSecurityDescriptor, $"in the security descriptor {problem}"),
            _ => null,
        };
    }

    private static string TypeAdvice(DataType fieldType) => fieldType switch
    {
        DataType.UInt32 => "Use a UInt32: a number, or an IPv4 address or network at a V4 layer.",
        DataType.ByteArray16 => "Use an IPv6 address, network or range; IPv4 goes to the V4 layer.",
        DataType.ByteArray6 => "Use FilterValue.Address with a PhysicalAddress.",
        DataType.TokenInformation or DataType.TokenAccessInformation => "Use FilterValue.SecurityDescriptor: who is allowed, and who is denied.",
        _ => $"Use FilterValue.{fieldType}; values are not converted.",
    };

    private static bool IsContiguous(uint mask) => uint.PopCount(mask) == uint.LeadingZeroCount(~mask);
}
