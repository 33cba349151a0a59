namespace Weir.Engine;

/// <summary>One step of a <see cref="TrafficPath"/>: the layers of a family, where Linux meets them.</summary>
/// <param name="Family">The layers' family, such as <c>OUTBOUND_TRANSPORT</c>.</param>
/// <param name="Hook">The place in Linux's network stack.</param>
/// <param name="Protocols">Which traffic meets it.</param>
/// <param name="Packet">Which packet of the operation it is, such as <c>first packet</c>; empty when there is only the one.</param>
/// <param name="Remark">What differs from WFP here, and where address translation stands; may be empty. One sentence without a full stop.</param>
public sealed record PathStep(
    string Family, string Hook, TrafficProtocols Protocols = TrafficProtocols.All, string Packet = "", string Remark = "")
{
    /// <summary>Which way the packet of this step goes; null for what is no packet.</summary>
    public Direction? Direction { get; init; }

    /// <summary>Whether the layer moves to the interface that the packet is handed to, while a filter of the layer limits.</summary>
    public bool MovesToInterface { get; init; }
}
