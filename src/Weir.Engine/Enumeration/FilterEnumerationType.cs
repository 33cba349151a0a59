namespace Weir.Engine;

/// <summary>
/// How the conditions of a template are meant (WFP: <c>FWP_FILTER_ENUM_TYPE</c>). A filter and a template are both a set of packets: those
/// that meet the conditions.
/// </summary>
public enum FilterEnumerationType
{
    /// <summary>Filters that match every packet of the template: "what decides all of this traffic?"</summary>
    FullyContained = 0,

    /// <summary>Filters that match some packet of the template: "what has a say in this traffic?"</summary>
    Overlapping = 1,
}
