namespace Weir.Engine;

/// <summary>A test of a value that is no number: bytes, text, an identifier, a descriptor, a token.</summary>
/// <param name="Match">How to compare.</param>
/// <param name="Value">What to compare with.</param>
public readonly record struct ValueTest(FilterMatchType Match, FilterValue Value)
{
    /// <summary>True when the field's value, which is not absent, passes the test.</summary>
    public bool Passes(FilterValue field) => Match switch
    {
        FilterMatchType.Equal => IsEqual(field),
        FilterMatchType.NotEqual => !IsEqual(field),
        FilterMatchType.Greater => FilterValue.Compare(field, Value) > 0,
        FilterMatchType.GreaterOrEqual => FilterValue.Compare(field, Value) >= 0,
        FilterMatchType.Less => FilterValue.Compare(field, Value) < 0,
        FilterMatchType.LessOrEqual => FilterValue.Compare(field, Value) <= 0,
        FilterMatchType.Range => FilterValue.Compare(field, Value.Low) >= 0 && FilterValue.Compare(field, Value.High) <= 0,
        FilterMatchType.EqualCaseInsensitive =>
            field.ToUnicodeString().Equals(Value.ToUnicodeString(), StringComparison.OrdinalIgnoreCase),
        FilterMatchType.Prefix => EndsWith(field),
        _ => !EndsWith(field),
    };

    private bool IsEqual(FilterValue field) => Value.Type == DataType.SecurityDescriptor && field.Type != DataType.SecurityDescriptor
        ? Value.ToSecurityDescriptor().Allows(field.ToAccessToken(), SecurityDescriptor.MatchFilter)
        : field == Value;

    private bool EndsWith(FilterValue field) => Value.Type == DataType.UnicodeString
        ? field.ToUnicodeString().EndsWith(Value.ToUnicodeString(), StringComparison.Ordinal)
        : field.ToByteBlob().Bytes.EndsWith(Value.ToByteBlob().Bytes);
}
