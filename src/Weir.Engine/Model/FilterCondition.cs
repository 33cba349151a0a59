namespace Weir.Engine;

/// <summary>
/// One test on one field. Conditions of a filter on different fields must all hold; neighbouring conditions on the same field
/// are alternatives. <see cref="FilterSpec.Conditions"/> has the whole rule.
/// </summary>
/// <param name="Field">The field to test; the filter's layer must have it.</param>
/// <param name="Match">How to compare.</param>
/// <param name="Value">What to compare with; its type must suit the field and the match type.</param>
public sealed partial record FilterCondition(FieldKey Field, FilterMatchType Match, FilterValue Value)
{
    /// <summary>The condition as one line, for example <c>IP_REMOTE_PORT Range 80-90</c>.</summary>
    public override string ToString() => $"{Field} {Match} {Value}";
}
