namespace Weir.LayerGenerator;

/// <summary>A field of a layer in the data.</summary>
/// <param name="Index">Position in the layer's values.</param>
/// <param name="Condition">Name of the condition that tests it.</param>
/// <param name="Type">Type of its values.</param>
/// <param name="Kind">What the value means.</param>
/// <param name="Name">The name that the layer has for it, when that is another alias of the condition.</param>
public sealed record FieldEntry(int Index, string Condition, string Type, string Kind, string? Name = null);
