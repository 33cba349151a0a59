namespace Weir.Engine;

/// <summary>
/// What a net event tells of, with the numbers of WFP's <c>FWPM_NET_EVENT_TYPE</c>. WFP's other types are about IPsec, IKE and Windows'
/// capabilities; this engine has no such events.
/// </summary>
public enum NetEventType : uint
{
    /// <summary>Traffic was blocked.</summary>
    ClassifyDrop = 3,

    /// <summary>Traffic was permitted. Collected when <see cref="NetEventKeywords.ClassifyAllow"/> is set.</summary>
    ClassifyAllow = 6,

    /// <summary>A frame was blocked at one of the layers of frames.</summary>
    ClassifyDropMac = 9,
}
