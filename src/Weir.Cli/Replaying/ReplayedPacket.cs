using Weir.Captures;
using Weir.Engine;
using Weir.Linux;

namespace Weir.Cli.Replaying;

/// <summary>One packet of a capture at one layer, and what the engine did with it.</summary>
/// <param name="Frame">The frame that it came in.</param>
/// <param name="Packet">The packet as the layer sees it.</param>
/// <param name="IsCut">Whether the engine saw only its beginning: the capture has no more, or the engine takes no more.</param>
/// <param name="Decision">The engine's decision.</param>
internal sealed record ReplayedPacket(CapturedFrame Frame, TransportPacket Packet, bool IsCut, ReplayDecision Decision)
{
    public LayerId Layer => Packet.Values.Layer.Id;
}
