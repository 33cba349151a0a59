using System.Runtime.InteropServices;

namespace Weir.Engine;

/// <summary>
/// An entry of an index by key. It is ordered by 64 bits made from the key, which decide nearly always, so that a search seldom has to
/// look into objects.
/// </summary>
internal readonly struct ByKey<T>(T target) : IComparable<ByKey<T>>
    where T : class, IInstalledObject
{
    private readonly ulong _fold = Probe.Fold(target.Key);

    public T Target { get; } = target;

    public int CompareTo(ByKey<T> other) =>
        _fold != other._fold ? _fold.CompareTo(other._fold) : Target.Key.CompareTo(other.Target.Key);

    /// <summary>Looks for a key.</summary>
    public readonly struct Probe(Guid key) : IComparable<ByKey<T>>
    {
        private readonly ulong _fold = Fold(key);

        public int CompareTo(ByKey<T> other) => _fold != other._fold ? _fold.CompareTo(other._fold) : key.CompareTo(other.Target.Key);

        internal static ulong Fold(Guid key)
        {
            var halves = MemoryMarshal.Cast<Guid, ulong>(new ReadOnlySpan<Guid>(in key));
            return halves[0] ^ halves[1];
        }
    }
}
