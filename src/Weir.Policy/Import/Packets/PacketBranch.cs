namespace Weir.Policy;

/// <summary>What a rule does with some packets.</summary>
/// <param name="Boxes">The packets.</param>
/// <param name="Verdict">What it does.</param>
/// <param name="Target">The chain to go to, with a jump or goto.</param>
internal sealed record PacketBranch(List<PacketBox> Boxes, PacketVerdict Verdict, string? Target = null);
