namespace Weir.Bpf.Language;

/// <summary>One bit for each value of <see cref="IncomingMetadata"/> that may be absent (WFP: <c>FWPS_METADATA_FIELD_*</c>).</summary>
[Flags]
public enum MetadataFields : uint
{
    /// <summary>No value.</summary>
    None = 0,

    /// <summary><see cref="IncomingMetadata.FlowHandle"/>.</summary>
    FlowHandle = 1,

    /// <summary><see cref="IncomingMetadata.IpHeaderSize"/>: the network headers could be read to their end.</summary>
    IpHeaderSize = 2,

    /// <summary><see cref="IncomingMetadata.TransportHeaderSize"/>: a TCP, UDP or ICMP header that is whole.</summary>
    TransportHeaderSize = 4,

    /// <summary><see cref="IncomingMetadata.DiscardReason"/>: at the layers of what was discarded.</summary>
    DiscardReason = 8,
}
