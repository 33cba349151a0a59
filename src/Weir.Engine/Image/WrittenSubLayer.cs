namespace Weir.Engine;

/// <summary>A sublayer of a policy image as the writer knows it.</summary>
/// <param name="subLayer">The sublayer.</param>
/// <param name="number">What its tables name it by.</param>
internal sealed class WrittenSubLayer(InstalledSubLayer subLayer, uint number)
{
    public InstalledSubLayer SubLayer { get; } = subLayer;

    public uint Number { get; } = number;

    /// <summary>Its tables, in the order in which they are searched.</summary>
    public List<WrittenTable> Tables { get; } = [];

    /// <summary>The shapes of its tables.</summary>
    public List<TableShape> Shapes { get; } = [];

    /// <summary>The groups that its tables are in.</summary>
    public ulong Groups { get; set; }

    /// <summary>Number of its filters at the layer, those that cannot match included.</summary>
    public int FilterCount { get; set; }

    /// <summary>Its place in the directory, or -1.</summary>
    public int Index { get; set; } = -1;
}
