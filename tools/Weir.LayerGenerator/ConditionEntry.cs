namespace Weir.LayerGenerator;

/// <summary>A condition in the data.</summary>
/// <param name="Name">WFP's name.</param>
/// <param name="Guid">Key.</param>
/// <param name="Text">What the field holds.</param>
public sealed record ConditionEntry(string Name, Guid Guid, string Text);
