namespace Weir.Policy;

/// <summary>How a comparison relates a field to its values.</summary>
public enum ComparisonOperator
{
    /// <summary><c>==</c>: the field is the value, or lies in the prefix or range.</summary>
    Equal,

    /// <summary><c>!=</c>: the field is present and is not the value.</summary>
    NotEqual,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,

    /// <summary><c>in</c>: the field is one of the values.</summary>
    In,

    /// <summary><c>not in</c>: the field is present and is none of the values.</summary>
    NotIn,

    /// <summary><c>startswith</c>: the text begins with the value.</summary>
    StartsWith,

    /// <summary><c>endswith</c>: the text, or the bytes, end with the value.</summary>
    EndsWith,

    /// <summary><c>equalsignorecase</c>: the text is the value, in upper or lower case.</summary>
    EqualIgnoringCase,

    /// <summary><c>all</c>: all of the bits are set.</summary>
    AllSet,

    /// <summary><c>any</c>: at least one of the bits is set.</summary>
    AnySet,

    /// <summary><c>none</c>: none of the bits is set.</summary>
    NoneSet,
}
