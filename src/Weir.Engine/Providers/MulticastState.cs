namespace Weir.Engine;

/// <summary>
/// Whether an outbound multicast or broadcast packet makes a flow that lets others answer, with the numbers of WFP's
/// <c>FWP_OPTION_VALUE_*_MULTICAST_STATE</c>.
/// </summary>
public enum MulticastState
{
    /// <summary>A packet to the local link makes one.</summary>
    Allow = 0,

    /// <summary>None does.</summary>
    Deny = 1,

    /// <summary>A packet to a group of any scope makes one.</summary>
    AllowGlobal = 2,
}
