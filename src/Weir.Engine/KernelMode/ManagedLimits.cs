using System.Collections.Concurrent;

namespace Weir.Engine;

/// <summary>What the limits of the managed engine's filters have let through.</summary>
/// <param name="clock">The time of packets.</param>
internal sealed class ManagedLimits(TimeProvider clock)
{
    private readonly ConcurrentDictionary<ulong, State> _states = new();

    /// <summary>Pays for a packet if it is within the filter's limit, and counts it if it is not.</summary>
    public bool Take(InstalledFilter filter, uint length) =>
        _states.GetOrAdd(filter.Id, static (_, limit) => new State(limit), filter.Spec.Limit!).Take(Now, length);

    /// <summary>Whether a packet would be within the filter's limit; null when none has asked it yet.</summary>
    public bool? WouldTake(InstalledFilter filter, uint length) =>
        _states.TryGetValue(filter.Id, out var state) ? state.WouldTake(Now, length) : null;

    /// <summary>Packets and bytes that were beyond a filter's limit.</summary>
    public (ulong Packets, ulong Bytes) ReadBeyond(ulong filterId) => _states.TryGetValue(filterId, out var state) ? state.ReadBeyond() : default;

    /// <summary>Forgets a filter that is gone.</summary>
    public void Remove(ulong filterId) => _states.TryRemove(filterId, out _);

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
        private ulong _packetsBeyond;
        private ulong _bytesBeyond;

        public bool Take(ulong now, uint length)
        {
            if (LimitMeter.Take(ref _paidUntil, in _rate, now, length))
            {
                return true;
            }

            Interlocked.Increment(ref _packetsBeyond);
            Interlocked.Add(ref _bytesBeyond, length);
            return false;
        }

        public bool WouldTake(ulong now, uint length)
        {
            var paidUntil = Volatile.Read(ref _paidUntil);
            return LimitMeter.Take(ref paidUntil, in _rate, now, length);
        }

        public (ulong Packets, ulong Bytes) ReadBeyond() => (Interlocked.Read(ref _packetsBeyond), Interlocked.Read(ref _bytesBeyond));
    }
}
