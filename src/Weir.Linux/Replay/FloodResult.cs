namespace Weir.Linux;

/// <summary>What a flood took.</summary>
/// <param name="Packets">How many packets were sent, from the first on.</param>
/// <param name="Nanoseconds">The time of the processor that sent and received them.</param>
/// <param name="Lost">Packets that the receiving side's queue dropped before any hook; a measurement with some is worth nothing.</param>
public readonly record struct FloodResult(int Packets, double Nanoseconds, long Lost)
{
    /// <summary>Time for a packet: made, sent through a veth pair, received, and classified by whatever is at the hook.</summary>
    public double NanosecondsPerPacket => Nanoseconds / Packets;
}
