namespace Weir.Engine;

/// <summary>
/// The type of a field's value or of a condition's value, with the numbers of WFP's <c>FWP_DATA_TYPE</c>.
/// </summary>
public enum DataType : ushort
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

    /// <summary>Signed 8-bit integer.</summary>
    Int8 = 5,

    /// <summary>Signed 16-bit integer.</summary>
    Int16 = 6,

    /// <summary>Signed 32-bit integer.</summary>
    Int32 = 7,

    /// <summary>Signed 64-bit integer.</summary>
    Int64 = 8,

    /// <summary>IEEE 754 number of 32 bits. Can be compared for equality only.</summary>
    Float = 9,

    /// <summary>IEEE 754 number of 64 bits. Can be compared for equality only.</summary>
    Double = 10,

    /// <summary>Sixteen bytes, for example an IPv6 address; ordered by unsigned bytes, first byte first.</summary>
    ByteArray16 = 11,

    /// <summary>Bytes of any length; ordered by unsigned bytes, first byte first, and a shorter one before what it begins.</summary>
    ByteBlob = 12,

    /// <summary>A <see cref="Engine.SecurityIdentifier"/>.</summary>
    Sid = 13,

    /// <summary>Who is allowed and denied: a <see cref="Engine.SecurityDescriptor"/>. In conditions, on a field that holds a token.</summary>
    SecurityDescriptor = 14,

    /// <summary>Who somebody is: an <see cref="AccessToken"/>.</summary>
    TokenInformation = 15,

    /// <summary>Who somebody is, in the form that the layers of this host's endpoints have: an <see cref="AccessToken"/>.</summary>
    TokenAccessInformation = 16,

    /// <summary>Unicode text; ordered by UTF-16 code units, in no particular language.</summary>
    UnicodeString = 17,

    /// <summary>Six bytes, for example a hardware address. Can be compared for equality only.</summary>
    ByteArray6 = 18,

    /// <summary>Number of a bit of a <see cref="BitmapArray64"/>, 0 to 63. Can be compared for equality only.</summary>
    BitmapIndex = 19,

    /// <summary>Sixty-four bits. Can be compared for equality only.</summary>
    BitmapArray64 = 20,

    /// <summary>IPv4 address and mask. Only in conditions, on a <see cref="UInt32"/> address field.</summary>
    V4AddressMask = 0x100,

    /// <summary>IPv6 address and prefix length (WFP: <c>FWP_V6_ADDR_MASK</c>). Only in conditions, on a <see cref="ByteArray16"/> address field.</summary>
    V6AddressPrefix = 0x101,

    /// <summary>Two values of one sortable type, both ends included. Only in conditions.</summary>
    Range = 0x102,
}
