namespace Weir.Engine;

/// <summary>
/// One test on one field. Conditions of a filter on different fields must all hold; neighbouring conditions on the same field
/// are alternatives. <see cref="FilterSpec.Conditions"/> has the whole rule.
/// </summary>
/// <param name="Field">The field to test; the filter's layer must have it.</param>
/// <param name="Match">How to compare.</param>
/// <param name="Value">What to compare with; its type must suit the field and the match type.</param>
public readonly partial record struct FilterCondition(FieldKey Field, FilterMatchType Match, FilterValue Value)
{
    // The parts of the value and not the value itself: so the match type fits between them, and a condition four words.
    private readonly object? _content = Value.Content;
    private readonly ulong _bits = Value.Bits;
    private readonly DataType _type = Value.Type;
    private readonly DataType _elementType = Value.ElementType;
    private readonly byte _prefixLength = Value.PrefixLength;

    /// <summary>What to compare with; its type must suit the field and the match type.</summary>
    public FilterValue Value
    {
        get => new(_type, _elementType, _bits, _content, _prefixLength);
        init
        {
            _content = value.Content;
            _bits = value.Bits;
            _type = value.Type;
            _elementType = value.ElementType;
            _prefixLength = value.PrefixLength;
        }
    }

    /// <summary>
    /// Why the condition would be refused at a field, by its types and values; null when it is acceptable. Whether the layer has the field
    /// at all is not asked.
    /// </summary>
    /// <param name="field">The field that it tests.</param>
    public ConditionProblem? FindProblem(LayerField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return ConditionValidator.FindProblem(this, field);
    }

    /// <summary>The condition as one line, for example <c>IP_REMOTE_PORT Range 80-90</c>.</summary>
    public override string ToString() => $"{Field} {Match} {Value}";
}
