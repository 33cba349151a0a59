using System.Collections.Concurrent;

namespace Weir.Engine;

/// <summary>What the limits of the managed engine's filters have let through.</summary>
/// <param name="clock">The time of packets.</param>
internal sealed class ManagedLimits(TimeProvider clock)
{
    private readonly ConcurrentDictionary<ulong, State> _states = new();

    /// <summary>Packets and bytes that were beyond the filters' limits.</summary>
    public ManagedCounters Beyond { get; } = new();

    /// <summary>Pays for a packet if it is within the filter's limit, and counts it if it is not.</summary>
    public bool Take(InstalledFilter filter, uint length)
    {
        if (_states.GetOrAdd(filter.Id, static (_, limit) => new State(limit), filter.Spec.Limit!).Take(Now, length))
        {
            return true;
        }

        Beyond.Add(filter.Id, length);
        return false;
    }

    /// <summary>Whether a packet would be within the filter's limit; null when none has asked it yet.</summary>
    public bool? WouldTake(InstalledFilter filter, uint length) =>
        _states.TryGetValue(filter.Id, out var state) ? state.WouldTake(Now, length) : null;

    public bool Has(ulong filterId) => _states.ContainsKey(filterId);

    /// <summary>Forgets a filter that is gone.</summary>
    public void Remove(ulong filterId)
    {
        _states.TryRemove(filterId, out _);
        Beyond.Remove(filterId);
    }

    /// <summary>Nanoseconds.</summary>
    private ulong Now
    {
        get
        {
            var (stamp, frequency) = ((ulong)clock.GetTimestamp(), (ulong)clock.TimestampFrequency);
            return frequency == 1_000_000_000 ? stamp : (ulong)((UInt128)stamp * 1_000_000_000 / frequency);
        }
    }

    private sealed class State(LimitSpec limit)
    {
        private readonly LimitRate _rate = LimitRate.Of(limit);
        private ulong _paidUntil;

        public bool Take(ulong now, uint length) => LimitMeter.Take(ref _paidUntil, in _rate, now, length);

        public bool WouldTake(ulong now, uint length)
        {
            var paidUntil = Volatile.Read(ref _paidUntil);
            return LimitMeter.Take(ref paidUntil, in _rate, now, length);
        }
    }
}
