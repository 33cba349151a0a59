namespace Weir.Engine;

/// <summary>
/// The type of a field's value or of a condition's value, with the numbers of WFP's <c>FWP_DATA_TYPE</c>.
/// </summary>
public enum DataType
{
    /// <summary>No value: the field is absent, or the condition asks for its absence.</summary>
    Empty = 0,

    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8 = 1,

    /// <summary>Unsigned 16-bit integer, for example a port in host order.</summary>
    UInt16 = 2,

    /// <summary>Unsigned 32-bit integer, for example an IPv4 address in host order.</summary>
    UInt32 = 3,

    /// <summary>Unsigned 64-bit integer.</summary>
    UInt64 = 4,

    /// <summary>Sixteen bytes, for example an IPv6 address; ordered by unsigned bytes, first byte first.</summary>
    ByteArray16 = 11,

    /// <summary>Bytes of any length. Layers have such fields; conditions can so far only test their absence.</summary>
    ByteBlob = 12,

    /// <summary>IPv4 address and mask. Only in conditions, on a <see cref="UInt32"/> address field.</summary>
    V4AddressMask = 0x100,

    /// <summary>IPv6 address and prefix length (WFP: <c>FWP_V6_ADDR_MASK</c>). Only in conditions, on a <see cref="ByteArray16"/> address field.</summary>
    V6AddressPrefix = 0x101,

    /// <summary>Two values of one sortable type, both ends included. Only in conditions.</summary>
    Range = 0x102,
}
