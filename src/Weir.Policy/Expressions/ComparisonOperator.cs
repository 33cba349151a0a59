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
}
