namespace Weir.Engine;

/// <summary>Which way traffic goes, seen from this host, with the numbers of WFP's <c>FWP_DIRECTION</c>.</summary>
public enum Direction
{
    /// <summary>Sent by this host.</summary>
    Outbound = 0,

    /// <summary>Received by this host.</summary>
    Inbound = 1,
}
