namespace Weir.Linux.Programs;

/// <summary>What a layer's program reads before the image: one element a layer.</summary>
internal struct LayerStateRecord
{
    /// <summary>The element of the image map that is in force, 0 or 1.</summary>
    public uint Image;

    /// <summary>0 or <see cref="Decision.FlagReportPermit"/>: permitted packets make events too.</summary>
    public uint Options;
}
