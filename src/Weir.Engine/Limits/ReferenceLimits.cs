namespace Weir.Engine;

/// <summary>
/// What limits have let through in a row of classifications by <see cref="ReferenceEvaluator"/>, as plain arithmetic: the oracle for every
/// engine that limits. It shares no code with them. Set <see cref="Time"/> and <see cref="PacketLength"/> before each classification.
/// </summary>
/// <param name="callouts">Calls the callouts; null when none is registered.</param>
public sealed class ReferenceLimits(ICalloutInvoker? callouts = null) : ICalloutInvoker
{
    private readonly Dictionary<ulong, UInt128> _paidUntil = [];

    /// <summary>The time of the packet, in nanoseconds of a clock that never goes back.</summary>
    public ulong Time { get; set; }

    /// <summary>Bytes that the packet takes on the wire. Of more than a mebibyte, a mebibyte counts.</summary>
    public uint PacketLength { get; set; }

    /// <inheritdoc/>
    public bool TryInvoke(InstalledFilter filter, ref Bpf.Language.ClassifyOut classifyOut) => callouts?.TryInvoke(filter, ref classifyOut) ?? false;

    /// <inheritdoc/>
    public bool? IsWithinLimit(InstalledFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var limit = filter.Spec.Limit ?? throw new ArgumentException($"{filter} has no limit.", nameof(filter));

        // Nanoseconds, in units of 2^-20 while they are multiplied, and rounded up after each division.
        UInt128 one = 1 << 20;
        UInt128 second = 1_000_000_000 * one;
        UInt128 cost, burst;
        if (limit.Unit == LimitUnit.Packets)
        {
            cost = Divide(Divide(second, limit.Rate), one);
            burst = limit.Burst * cost;
        }
        else
        {
            var octet = Divide(8 * second, limit.Rate);
            cost = Divide(octet * Math.Min(PacketLength, 1u << 20), one);
            burst = Divide(octet * limit.Burst, one);
        }

        // The bucket is full when everything is paid, and empty when the burst is paid ahead.
        var ahead = _paidUntil.TryGetValue(filter.Id, out var paidUntil) && paidUntil > Time ? paidUntil - Time : 0;
        var isWithin = cost <= burst ? ahead + cost <= burst : ahead == 0;
        if (isWithin)
        {
            _paidUntil[filter.Id] = Time + ahead + cost;
        }

        return isWithin;
    }

    private static UInt128 Divide(UInt128 dividend, UInt128 divisor) => (dividend + divisor - 1) / divisor;
}
