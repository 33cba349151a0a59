using Weir.Captures;
using Weir.Engine;
using Weir.Linux;

namespace Weir.Cli.Replaying;

/// <summary>One packet of a capture at one layer, and what the engine did with it.</summary>
/// <param name="Frame">The frame that it came in.</param>
/// <param name="Packet">The packet as the layer sees it.</param>
/// <param name="Source">The packet as it was captured.</param>
/// <param name="IsShortened">Whether the engine was given only the beginning, because it takes no more.</param>
/// <param name="Decision">The engine's decision.</param>
internal sealed record ReplayedPacket(
    CapturedFrame Frame, TransportPacket Packet, InternetPacket Source, bool IsShortened, ReplayDecision Decision)
{
    public LayerId Layer => Packet.Values.Layer.Id;
}
