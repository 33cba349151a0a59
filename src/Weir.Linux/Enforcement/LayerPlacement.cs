namespace Weir.Linux;

/// <summary>Where a layer is evaluated, whole.</summary>
public enum LayerPlacement
{
    /// <summary>At hooks of netfilter, where a packet is permitted or blocked; the sender of a blocked one is told (<c>EPERM</c>).</summary>
    Verdict,

    /// <summary>
    /// At the traffic control hook (tcx) of each interface, where traffic can be limited; a blocked packet is lost on its way, as far as its sender can tell.
    /// Layers of frames are always there, layers of outbound packets while a filter of theirs limits.
    /// </summary>
    Action,
}
