using System.Globalization;

namespace Weir.Engine;

/// <summary>
/// How much traffic a filter with <see cref="FilterAction.Limit"/> lets through: a rate in the long run, and a burst that may pass at once.
/// It is a token bucket: the burst is the bucket, the rate fills it, and a packet takes what it costs or is blocked. A packet that costs more
/// than the whole bucket, as the large segments do that a host hands to its network card, passes while the bucket is full, and the filter
/// then blocks until all of it is paid.
/// </summary>
/// <remarks>
/// A rate is kept to 1 part in 8,000 and a nanosecond for each packet, and always on the lower side. WFP has no such action; there a callout
/// would do it.
/// </remarks>
public sealed record LimitSpec
{
    /// <summary>Bytes of a full packet: 1,500 and an Ethernet header. No burst is smaller, and no rate is less than one of them a second.</summary>
    public const ulong FullPacket = 1514;

    /// <summary>The highest rate in bits per second: a terabit.</summary>
    public const ulong HighestBitRate = 1_000_000_000_000;

    /// <summary>The highest rate in packets per second: one in each nanosecond.</summary>
    public const ulong HighestPacketRate = 1_000_000_000;

    /// <summary>The longest time, in seconds, that a rate may take to fill the burst: an hour.</summary>
    public const ulong LongestFill = 3600;

    /// <summary>What is counted.</summary>
    public LimitUnit Unit { get; init; }

    /// <summary>Bits per second, or packets per second.</summary>
    public required ulong Rate { get; init; }

    /// <summary>Bytes, or packets, that may pass at once after a pause.</summary>
    public required ulong Burst { get; init; }

    /// <summary>A limit of what packets take on the wire.</summary>
    /// <param name="bitsPerSecond">The rate.</param>
    /// <param name="burst">Bytes that may pass at once.</param>
    public static LimitSpec Bits(ulong bitsPerSecond, ulong burst) => new() { Unit = LimitUnit.Bytes, Rate = bitsPerSecond, Burst = burst };

    /// <summary>A limit of the number of packets.</summary>
    /// <param name="packetsPerSecond">The rate.</param>
    /// <param name="burst">Packets that may pass at once.</param>
    public static LimitSpec Packets(ulong packetsPerSecond, ulong burst) => new() { Unit = LimitUnit.Packets, Rate = packetsPerSecond, Burst = burst };

    /// <summary>Why <see cref="Session.AddFilter"/> would refuse the limit; null when it would not.</summary>
    public LimitProblem? FindProblem()
    {
        var countsPackets = Unit == LimitUnit.Packets;
        var highest = countsPackets ? HighestPacketRate : HighestBitRate;
        if (Rate == 0)
        {
            return new LimitProblem("the limit has a rate of 0, which lets nothing through", "Use a rate, or the action block");
        }

        if (!countsPackets && Rate < FullPacket * 8)
        {
            return new LimitProblem(
                $"the rate of {RateText} is below one full packet of {FullPacket} bytes a second", $"Use {FullPacket * 8}bit or more, or a limit in pps");
        }

        if (Rate > highest)
        {
            return new LimitProblem($"the rate of {RateText} is above {WriteRate(Unit, highest)}", $"Use {WriteRate(Unit, highest)} at most");
        }

        var smallest = countsPackets ? 1 : FullPacket;
        if (Burst < smallest)
        {
            return new LimitProblem(
                $"the burst of {BurstText} is smaller than one full packet, so the limit would never let one through at once",
                $"Use {WriteBurst(Unit, smallest)} or more; a tenth of a second at this rate is {WriteBurst(Unit, Math.Max(smallest, Rate / (countsPackets ? 10UL : 80)))}",
                ConcernsBurst: true);
        }

        var largest = Rate * LongestFill / (countsPackets ? 1UL : 8);
        return Burst <= largest
            ? null
            : new LimitProblem(
                $"the burst of {BurstText} takes the rate of {RateText} more than an hour to fill", $"Use {WriteBurst(Unit, largest)} at most", ConcernsBurst: true);
    }

    /// <summary>The limit as policy files write it: <c>20mbit burst 256kB</c>, <c>1000pps burst 50</c>.</summary>
    public override string ToString() => $"{RateText} burst {BurstText}";

    private string RateText => WriteRate(Unit, Rate);

    private string BurstText => WriteBurst(Unit, Burst);

    private static string WriteRate(LimitUnit unit, ulong rate) => unit == LimitUnit.Packets
        ? string.Create(CultureInfo.InvariantCulture, $"{rate}pps")
        : rate switch
        {
            > 0 when rate % 1_000_000_000 == 0 => string.Create(CultureInfo.InvariantCulture, $"{rate / 1_000_000_000}gbit"),
            > 0 when rate % 1_000_000 == 0 => string.Create(CultureInfo.InvariantCulture, $"{rate / 1_000_000}mbit"),
            > 0 when rate % 1_000 == 0 => string.Create(CultureInfo.InvariantCulture, $"{rate / 1_000}kbit"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{rate}bit"),
        };

    private static string WriteBurst(LimitUnit unit, ulong burst) => unit == LimitUnit.Packets
        ? string.Create(CultureInfo.InvariantCulture, $"{burst}")
        : burst switch
        {
            > 0 when burst % 1_000_000 == 0 => string.Create(CultureInfo.InvariantCulture, $"{burst / 1_000_000}MB"),
            > 0 when burst % 1_000 == 0 => string.Create(CultureInfo.InvariantCulture, $"{burst / 1_000}kB"),
            > 0 when burst % 1_048_576 == 0 => string.Create(CultureInfo.InvariantCulture, $"{burst / 1_048_576}MiB"),
            > 0 when burst % 1_024 == 0 => string.Create(CultureInfo.InvariantCulture, $"{burst / 1_024}KiB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{burst}B"),
        };
}
