namespace Weir.Policy;

/// <summary>Packets that a base chain decides, unless an earlier decision has them.</summary>
internal sealed record PacketDecision(PacketBox Box, PacketVerdict Verdict, ImportSource Source);
