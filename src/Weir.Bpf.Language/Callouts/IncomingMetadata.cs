namespace Weir.Bpf.Language;

/// <summary>
/// What is known of a packet beside its field values (WFP: <c>FWPS_INCOMING_METADATA_VALUES0</c>). A value counts only when
/// <see cref="Has"/> says so. 24 bytes, the same in the kernel and on the CLR.
/// </summary>
public struct IncomingMetadata
{
    /// <summary>The values that are there (<c>currentMetadataValues</c>).</summary>
    public MetadataFields Present;

    /// <summary>Bytes of the packet from its network header on; always there.</summary>
    public uint PacketLength;

    /// <summary>
    /// Bytes of the network header: for IPv4 with its options, for IPv6 with its extension headers. The transport header starts here.
    /// </summary>
    public ushort IpHeaderSize;

    /// <summary>Bytes of the transport header, for TCP with its options. Behind it is the payload.</summary>
    public ushort TransportHeaderSize;

    /// <summary>At the layers of what was discarded: why.</summary>
    public DiscardReason DiscardReason;

    /// <summary>The flow that the packet belongs to, for associating a context with it.</summary>
    public ulong FlowHandle;

    /// <summary>At the layers of what was discarded: the filter that has blocked the packet; 0 when none has, or when it is not known.</summary>
    public ulong DiscardFilterId;

    /// <summary>Offset of the payload in the packet; needs <see cref="MetadataFields.TransportHeaderSize"/>.</summary>
    public readonly uint PayloadOffset => (uint)IpHeaderSize + TransportHeaderSize;

    /// <summary>Whether all of the given values are there.</summary>
    public readonly bool Has(MetadataFields fields) => (Present & fields) == fields;
}
