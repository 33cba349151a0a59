namespace Weir.Engine;

public static partial class ReferenceEvaluator
{
    /// <summary>Whether a field with this value satisfies the condition, which must be valid at the field.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="field">The field's value; <see cref="FilterValue.Empty"/> when it is absent.</param>
    public static bool Matches(FilterCondition condition, FilterValue field)
    {
        // An absent field satisfies only the condition that it is absent.
        if (field.Type == DataType.Empty || condition.Value.Type == DataType.Empty)
        {
            return field.Type == condition.Value.Type;
        }

        var value = condition.Value;
        return condition.Match switch
        {
            FilterMatchType.Equal => IsEqual(field, value),
            FilterMatchType.NotEqual => !IsEqual(field, value),
            FilterMatchType.Greater => Order(field, value) > 0,
            FilterMatchType.GreaterOrEqual => Order(field, value) >= 0,
            FilterMatchType.Less => Order(field, value) < 0,
            FilterMatchType.LessOrEqual => Order(field, value) <= 0,
            FilterMatchType.Range => Order(field, value.Low) >= 0 && Order(field, value.High) <= 0,
            FilterMatchType.FlagsAllSet => (field.Number & value.Number) == value.Number,
            FilterMatchType.FlagsAnySet => (field.Number & value.Number) != 0,
            FilterMatchType.FlagsNoneSet => (field.Number & value.Number) == 0,
            FilterMatchType.EqualCaseInsensitive =>
                string.Equals(field.ToUnicodeString(), value.ToUnicodeString(), StringComparison.OrdinalIgnoreCase),
            FilterMatchType.Prefix => EndsWith(field, value),
            FilterMatchType.NotPrefix => !EndsWith(field, value),
            _ => throw new ArgumentOutOfRangeException(nameof(condition), condition.Match, "Not a match type."),
        };
    }

    private static bool IsEqual(FilterValue field, FilterValue value) => (field.Type, value.Type) switch
    {
        (_, DataType.V4AddressMask) => (field.Number & value.Mask) == (value.Number & value.Mask),
        (_, DataType.V6AddressPrefix) => LeadingBits(field.Number, value.PrefixLength) == LeadingBits(value.Number, value.PrefixLength),
        (DataType.TokenInformation or DataType.TokenAccessInformation, DataType.SecurityDescriptor) =>
            value.ToSecurityDescriptor().Allows(field.ToAccessToken(), SecurityDescriptor.MatchFilter),

        // By the rules of IEEE 754: zero is minus zero, and NaN is nothing, not even NaN.
        (_, DataType.Float or DataType.Double) => field.ToDouble() == value.ToDouble(),
        _ => field == value,
    };

    /// <summary>Less than, equal to or more than 0, as the field is less than, equal to or more than the value.</summary>
    private static int Order(FilterValue field, FilterValue value) => field.Type switch
    {
        DataType.Int8 or DataType.Int16 or DataType.Int32 or DataType.Int64 => field.ToInt64().CompareTo(value.ToInt64()),
        DataType.ByteBlob => field.ToByteBlob().Bytes.SequenceCompareTo(value.ToByteBlob().Bytes),
        DataType.UnicodeString => string.CompareOrdinal(field.ToUnicodeString(), value.ToUnicodeString()),
        _ => field.Number.CompareTo(value.Number),
    };

    private static bool EndsWith(FilterValue field, FilterValue value) => field.Type == DataType.ByteBlob
        ? field.ToByteBlob().Bytes.EndsWith(value.ToByteBlob().Bytes)
        : field.ToUnicodeString().EndsWith(value.ToUnicodeString(), StringComparison.Ordinal);

    /// <summary>The first bits of an address. A shift by 128 would be a shift by 0, so no bits at all is a case of its own.</summary>
    private static UInt128 LeadingBits(UInt128 address, byte count) => count == 0 ? 0 : address >> (128 - count);
}
