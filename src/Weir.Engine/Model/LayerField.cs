namespace Weir.Engine;

/// <summary>One field of a layer.</summary>
/// <param name="Index">Position in the layer's field values, from 0 (WFP: <c>FWPS_FIELD_*</c>; Weir's extensions come after WFP's fields).</param>
/// <param name="Key">Names the field inside the layer.</param>
/// <param name="Type">Type of its values, when it has one.</param>
/// <param name="Kind">What the value means.</param>
/// <param name="IsExtension">True when WFP does not have this field at this layer.</param>
public sealed record LayerField(int Index, FieldKey Key, DataType Type, FieldKind Kind, bool IsExtension = false)
{
    private readonly string? _name;

    /// <summary>
    /// The name that this layer has for the field. Some keys have several: the ICMP error layers call <see cref="Fields.IpLocalPort"/>
    /// <c>ICMP_TYPE</c>.
    /// </summary>
    public string Name
    {
        get => _name ?? Key.ToString();
        init => _name = value;
    }
}
