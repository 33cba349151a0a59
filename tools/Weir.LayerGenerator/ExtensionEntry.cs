namespace Weir.LayerGenerator;

/// <summary>A field that Weir adds to layers, in the data.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Guid">Key; null when it is a condition of WFP, at further layers.</param>
/// <param name="Type">Type of its values.</param>
/// <param name="Layers">Layers that have it.</param>
/// <param name="Families">Families whose layers all have it.</param>
/// <param name="Text">What the field holds.</param>
public sealed record ExtensionEntry(
    string Name, Guid? Guid, string Type, IReadOnlyList<string>? Layers, IReadOnlyList<string>? Families, string? Text);
