using Weir.Bpf.Language;

namespace Weir.Linux.Programs;

/// <summary>What the kernel has of a filter beside the image. 64 bytes; found by the filter's <see cref="Engine.ImageFilter.Counter"/>.</summary>
internal struct FilterRecord
{
    /// <summary>Packets that the filter decided over in its sublayer; only ever grows.</summary>
    public long Packets;

    /// <summary>Their bytes.</summary>
    public long Bytes;

    /// <summary>The filter as its callout gets it.</summary>
    public CalloutFilter Filter;

    /// <summary>
    /// Of a filter that calls a callout or limits, bits of <see cref="EntryAction"/>; changed when the callout comes and goes.
    /// </summary>
    public uint Action;

    /// <summary>A number that stands for the key of the filter's sublayer, see <see cref="FilterRecords.SubLayerAt"/>.</summary>
    public uint SubLayer;

    /// <summary>Of a filter that limits, the number of its <see cref="LimitRecord"/>.</summary>
    public uint Limit;

    public uint Reserved;
}
