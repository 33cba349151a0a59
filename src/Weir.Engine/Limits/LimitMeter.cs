namespace Weir.Engine;

/// <summary>
/// Whether a packet is within a limit: the generic cell rate algorithm (ITU-T I.371, annex A) in its virtual scheduling form, with one
/// number of state: the time until which the limit is paid, its theoretical arrival time. The same code for the CLR and for the kernel, and
/// safe for any number of processors at once without a lock.
/// </summary>
internal static class LimitMeter
{
    /// <summary>Bits behind the point of <see cref="LimitRate.CostPerUnit"/>.</summary>
    public const int FractionBits = 20;

    /// <summary>
    /// Bytes that are counted of one packet at most: more than any packet of Linux has. With the lowest rate that a limit can have, the cost
    /// of so many fits into 64 bits.
    /// </summary>
    public const uint LongestPacket = 1 << 20;

    private const int Attempts = 8;

    /// <summary>Nanoseconds that a packet costs, rounded up.</summary>
    /// <param name="rate">The limit.</param>
    /// <param name="length">Bytes of the packet on the wire.</param>
    public static ulong CostOf(in LimitRate rate, uint length)
    {
        ulong units = rate.CountsPackets != 0 ? 1 : length < LongestPacket ? length : LongestPacket;
        return ((units * rate.CostPerUnit) + ((1UL << FractionBits) - 1)) >> FractionBits;
    }

    /// <summary>Pays for a packet if it is within the limit.</summary>
    /// <param name="paidUntil">The limit's state, in nanoseconds of the clock; 0 at first.</param>
    /// <param name="rate">The limit.</param>
    /// <param name="now">The time of the packet, in nanoseconds of a clock that never goes back.</param>
    /// <param name="length">Bytes of the packet on the wire.</param>
    /// <returns>True when the packet is within the limit and is paid for; false when it is beyond, and nothing has changed.</returns>
    public static bool Take(ref ulong paidUntil, in LimitRate rate, ulong now, uint length)
    {
        ulong cost = CostOf(in rate, length);

        // A packet that costs more than the bucket holds needs a full one.
        ulong needed = cost < rate.Burst ? cost : rate.Burst;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            ulong seen = paidUntil;
            ulong start = seen > now ? seen : now;
            if (start - now + needed > rate.Burst)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref paidUntil, start + cost, seen) == seen)
            {
                return true;
            }
        }

        // Others have paid meanwhile, each time, and there was room: this one pays too, so that the rate is kept all the same.
        Interlocked.Add(ref paidUntil, cost);
        return true;
    }
}
