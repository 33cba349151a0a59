namespace Weir.Engine;

/// <summary>One field of a layer.</summary>
/// <param name="Index">Position in the layer's field values, from 0 (WFP: <c>FWPS_FIELD_*</c>; Weir's extensions come after WFP's fields).</param>
/// <param name="Key">Names the field inside the layer.</param>
/// <param name="Type">Type of its values, when it has one: an unsigned integer, <see cref="DataType.ByteArray16"/> or <see cref="DataType.ByteBlob"/>.</param>
/// <param name="Kind">What the value means.</param>
/// <param name="IsExtension">True when WFP does not have this field at this layer.</param>
public sealed record LayerField(int Index, FieldKey Key, DataType Type, FieldKind Kind, bool IsExtension = false);
