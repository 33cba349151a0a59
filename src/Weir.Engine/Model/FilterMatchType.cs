namespace Weir.Engine;

/// <summary>
/// How a condition compares the field's value with its own, with the numbers of WFP's <c>FWP_MATCH_TYPE</c>.
/// An absent field satisfies only <see cref="Equal"/> with <see cref="FilterValue.Empty"/>, whatever the match type.
/// </summary>
public enum FilterMatchType : byte
{
    /// <summary>Value equality; for an address mask or prefix: the field lies in that network.</summary>
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

    /// <summary>
    /// The field has a value, and <see cref="Equal"/> does not hold for it. Weir also takes an address mask or prefix here
    /// ("not in this network"), which WFP does not document.
    /// </summary>
    NotEqual = 10,
}
