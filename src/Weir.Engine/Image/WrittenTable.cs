namespace Weir.Engine;

/// <summary>A table of a policy image as the writer knows it.</summary>
/// <param name="shape">What its entries fix at least.</param>
/// <param name="group">The bit that bitmaps name it by.</param>
/// <param name="place">Where its <see cref="ImageTable"/> is.</param>
internal sealed class WrittenTable(TableShape shape, int group, uint place)
{
    public TableShape Shape { get; } = shape;

    public int Group { get; } = group;

    public uint Place { get; } = place;

    /// <summary>Number of slots, those behind the ones that a tag may choose and the last, free one included.</summary>
    public int SlotLength { get; set; }

    /// <summary>Number of slots that are not zero.</summary>
    public int UsedSlots { get; set; }

    /// <summary>Number of chains.</summary>
    public int ChainCount { get; set; }
}
