namespace Weir.LayerGenerator;

/// <summary>A built-in sublayer in the data.</summary>
/// <param name="Name">WFP's name.</param>
/// <param name="Guid">Key.</param>
/// <param name="Weight">Weight as exports of running systems show it.</param>
/// <param name="Text">What it is for.</param>
public sealed record SubLayerEntry(string Name, Guid Guid, ushort Weight, string Text);
