namespace Weir.Engine;

/// <summary>
/// How a condition compares the field's value with its own, with the numbers of WFP's <c>FWP_MATCH_TYPE</c>. What is ordered: integers
/// by size, signed ones too; <see cref="DataType.ByteArray16"/> and blobs by unsigned bytes; texts by UTF-16 code units. An absent field satisfies only <see cref="Equal"/> with <see cref="FilterValue.Empty"/>, whatever the match type.
/// </summary>
public enum FilterMatchType : byte
{
    /// <summary>
    /// Value equality. For an address mask or prefix: the field lies in that network. For a security descriptor on a field that holds a
    /// token: the descriptor allows the token <see cref="SecurityDescriptor.MatchFilter"/>.
    /// </summary>
    Equal = 0,

    /// <summary>field &gt; value.</summary>
    Greater = 1,

    /// <summary>field &lt; value.</summary>
    Less = 2,

    /// <summary>field &gt;= value.</summary>
    GreaterOrEqual = 3,

    /// <summary>field &lt;= value.</summary>
    LessOrEqual = 4,

    /// <summary>low &lt;= field &lt;= high; the value must be a <see cref="DataType.Range"/>.</summary>
    Range = 5,

    /// <summary>Every bit of the value is set in the field. Unsigned integers only.</summary>
    FlagsAllSet = 6,

    /// <summary>At least one bit of the value is set in the field. Unsigned integers only.</summary>
    FlagsAnySet = 7,

    /// <summary>No bit of the value is set in the field. Unsigned integers only.</summary>
    FlagsNoneSet = 8,

    /// <summary>Equal when both are written in upper case, by Unicode's simple mappings, which are the same in every language. Unicode text only.</summary>
    EqualCaseInsensitive = 9,

    /// <summary>
    /// The field has a value, and <see cref="Equal"/> does not hold for it. Values of ordered types, security identifiers, and, what
    /// WFP does not document, an address mask or prefix ("not in this network").
    /// </summary>
    NotEqual = 10,

    /// <summary>
    /// The field <b>ends</b> with the value, whatever the name says: WFP's own page calls it misleading. Unicode text and blobs, compared
    /// exactly.
    /// </summary>
    Prefix = 11,

    /// <summary>The field has a value and does not end with this one.</summary>
    NotPrefix = 12,
}
