using System.Collections.Concurrent;

namespace Weir.Engine;

/// <summary>Packets and bytes by filter. Safe for use by several threads at once.</summary>
internal sealed class ManagedCounters
{
    private readonly ConcurrentDictionary<ulong, Counter> _counters = new();

    public void Add(ulong filterId, uint bytes) => Of(filterId).Add(bytes);

    public (ulong Packets, ulong Bytes) Read(ulong filterId) => _counters.TryGetValue(filterId, out var counter) ? counter.Read() : default;

    /// <summary>Two filters count together from now on, the one with what the other has counted.</summary>
    public void Share(ulong filterId, ulong successor) => _counters[successor] = Of(filterId);

    public bool Has(ulong filterId) => _counters.ContainsKey(filterId);

    public void Remove(ulong filterId) => _counters.TryRemove(filterId, out _);

    private Counter Of(ulong filterId) => _counters.GetOrAdd(filterId, static _ => new Counter());

    private sealed class Counter
    {
        private ulong _packets;
        private ulong _bytes;

        public void Add(uint bytes)
        {
            Interlocked.Increment(ref _packets);
            Interlocked.Add(ref _bytes, bytes);
        }

        public (ulong Packets, ulong Bytes) Read() => (Interlocked.Read(ref _packets), Interlocked.Read(ref _bytes));
    }
}
