namespace Weir.Engine;

/// <summary>What a layer's field holds, with the numbers of WFP's <c>FWPM_FIELD_TYPE</c>.</summary>
public enum FieldKind
{
    /// <summary>A plain value.</summary>
    RawData = 0,

    /// <summary>An IP address; conditions may use masks and prefixes.</summary>
    IPAddress = 1,

    /// <summary>A set of bits; conditions normally use the flag match types.</summary>
    Flags = 2,
}
