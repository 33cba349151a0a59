namespace Weir.Engine;

/// <summary>
/// Which match type takes which values, and which field a value can be compared with: the tables of WFP's pages "FWP_MATCH_TYPE" and
/// "FWPM_FILTER_CONDITION0", and what they leave open (docs/decisions/0009).
/// </summary>
internal static class MatchTable
{
    private static readonly TypeSet s_unsigned = TypeSet.Of(DataType.UInt8, DataType.UInt16, DataType.UInt32, DataType.UInt64);

    private static readonly TypeSet s_sortable = s_unsigned
        | TypeSet.Of(DataType.Int8, DataType.Int16, DataType.Int32, DataType.Int64)
        | TypeSet.Of(DataType.ByteArray16, DataType.ByteBlob, DataType.UnicodeString);

    private static readonly TypeSet s_networks = TypeSet.Of(DataType.V4AddressMask, DataType.V6AddressPrefix);
    private static readonly TypeSet s_text = TypeSet.Of(DataType.UnicodeString);
    private static readonly TypeSet s_textOrBlob = TypeSet.Of(DataType.UnicodeString, DataType.ByteBlob);

    private static readonly TypeSet s_single = s_sortable
        | TypeSet.Of(DataType.Empty, DataType.Float, DataType.Double, DataType.Sid, DataType.SecurityDescriptor)
        | TypeSet.Of(DataType.TokenInformation, DataType.TokenAccessInformation)
        | TypeSet.Of(DataType.ByteArray6, DataType.BitmapIndex, DataType.BitmapArray64);

    /// <summary>A row for each match type, at its number. The types of <see cref="FilterMatchType.Range"/> are those of its ends.</summary>
    private static readonly Row[] s_rows =
    [
        new(FilterMatchType.Equal, s_single | s_networks, "a range needs match type Range."),
        new(FilterMatchType.Greater, s_sortable, "only a value of an ordered type can be compared by size. Use Equal, or Range with a range."),
        new(FilterMatchType.Less, s_sortable, "only a value of an ordered type can be compared by size. Use Equal, or Range with a range."),
        new(FilterMatchType.GreaterOrEqual, s_sortable, "only a value of an ordered type can be compared by size. Use Equal, or Range with a range."),
        new(FilterMatchType.LessOrEqual, s_sortable, "only a value of an ordered type can be compared by size. Use Equal, or Range with a range."),
        new(FilterMatchType.Range, s_sortable, "match type Range needs a range of an ordered type as its value. Use FilterValue.Range, or match type Equal."),
        new(FilterMatchType.FlagsAllSet, s_unsigned, "flags can only be tested with an unsigned integer."),
        new(FilterMatchType.FlagsAnySet, s_unsigned, "flags can only be tested with an unsigned integer."),
        new(FilterMatchType.FlagsNoneSet, s_unsigned, "flags can only be tested with an unsigned integer."),
        new(FilterMatchType.EqualCaseInsensitive, s_text, "only Unicode text has upper and lower case. Use Equal."),
        new(
            FilterMatchType.NotEqual,
            s_sortable | s_networks | TypeSet.Of(DataType.Sid),
            "NotEqual works with one value of an ordered type, one security identifier or one network. For everything outside a range use two ranges side by side; for all users but some, deny them in a descriptor that allows everyone; presence alone cannot be tested."),
        new(FilterMatchType.Prefix, s_textOrBlob, "only Unicode text and blobs have an end to compare. Use Equal."),
        new(FilterMatchType.NotPrefix, s_textOrBlob, "only Unicode text and blobs have an end to compare. Use NotEqual."),
    ];

    /// <summary>True when there is such a match type.</summary>
    public static bool Has(FilterMatchType match) => (int)match < s_rows.Length;

    /// <summary>True when the match type takes values of this type.</summary>
    public static bool Takes(FilterMatchType match, FilterValue value)
    {
        var types = s_rows[(int)match].Types;
        return match == FilterMatchType.Range
            ? value.Type == DataType.Range && types.Contains(value.Low.Type) && types.Contains(value.High.Type)
            : types.Contains(value.Type);
    }

    /// <summary>What the match type needs, for somebody who gave it something else.</summary>
    public static string Advice(FilterMatchType match) => s_rows[(int)match].Advice;

    /// <summary>
    /// True when a field of this type and kind can be compared with the value: equal types; an address with a network; a token with a
    /// security descriptor; anything with absence.
    /// </summary>
    public static bool CanCompare(LayerField field, FilterValue value) => value.Type switch
    {
        DataType.Empty => true,
        DataType.V4AddressMask or DataType.V6AddressPrefix => field.Kind == FieldKind.IPAddress && field.Type == value.ElementType,
        DataType.SecurityDescriptor => field.Type is DataType.SecurityDescriptor or DataType.TokenInformation or DataType.TokenAccessInformation,
        _ => field.Type == value.ElementType,
    };

    private sealed record Row(FilterMatchType Match, TypeSet Types, string Advice);

    /// <summary>A set of data types. The types of conditions, 0x100 and on, follow those of fields in it.</summary>
    private readonly record struct TypeSet(ulong Bits)
    {
        public static TypeSet Of(params ReadOnlySpan<DataType> types)
        {
            var set = default(TypeSet);
            foreach (var type in types)
            {
                set |= new TypeSet(Bit(type));
            }

            return set;
        }

        public static TypeSet operator |(TypeSet left, TypeSet right) => new(left.Bits | right.Bits);

        public bool Contains(DataType type) => (Bits & Bit(type)) != 0;

        private static ulong Bit(DataType type) => 1UL << (type < DataType.V4AddressMask ? (int)type : (int)type - (int)DataType.V4AddressMask + 32);
    }
}
