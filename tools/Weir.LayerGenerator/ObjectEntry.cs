namespace Weir.LayerGenerator;

/// <summary>Another built-in object in the data.</summary>
/// <param name="Name">WFP's name.</param>
/// <param name="Guid">Key.</param>
public sealed record ObjectEntry(string Name, Guid Guid);
