namespace Weir.Engine.Collections;

/// <summary>A sorted set of entries for every key that has any. Shares structure as <see cref="SortedTree{T}"/> does, with the same trap.</summary>
internal readonly struct TreeIndex<TKey, T>
    where TKey : struct, IComparable<TKey>
    where T : struct, IComparable<T>
{
    private readonly SortedTree<Bucket> _buckets;

    private TreeIndex(SortedTree<Bucket> buckets) => _buckets = buckets;

    /// <summary>The entries of a key.</summary>
    public SortedTree<T> this[TKey key] => _buckets.TryFind(new Bucket(key, default), out var bucket) ? bucket.Entries : default;

    /// <summary>Enumerates the keys that have entries, in order, from the first that is not before this one.</summary>
    public SortedTree<Bucket>.Enumerator From(TKey key) => _buckets.From(new Bucket(key, default));

    /// <summary>The index with one more entry.</summary>
    /// <exception cref="InvalidOperationException">The key has an equal entry.</exception>
    public TreeIndex<TKey, T> Add(TKey key, T entry, TreeEdit edit) =>
        new(_buckets.AddOrReplace(new Bucket(key, this[key].Add(entry, edit)), edit));

    /// <summary>The index without an entry; the same index when the key does not have it.</summary>
    public TreeIndex<TKey, T> Remove(TKey key, T entry, TreeEdit edit)
    {
        var entries = this[key].Remove(entry, edit);
        var bucket = new Bucket(key, entries);
        return new(entries.Count == 0 ? _buckets.Remove(bucket, edit) : _buckets.AddOrReplace(bucket, edit));
    }

    /// <summary>A key and its entries.</summary>
    public readonly struct Bucket(TKey key, SortedTree<T> entries) : IComparable<Bucket>
    {
        public TKey Key { get; } = key;

        public SortedTree<T> Entries { get; } = entries;

        public int CompareTo(Bucket other) => Key.CompareTo(other.Key);
    }
}
