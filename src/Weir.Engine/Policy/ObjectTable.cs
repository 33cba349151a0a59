using Weir.Engine.Collections;

namespace Weir.Engine;

/// <summary>The objects of one kind, by key and by id. Shares structure as <see cref="SortedTree{T}"/> does.</summary>
internal readonly struct ObjectTable<T>
    where T : class, IInstalledObject
{
    private readonly SortedTree<ByKey<T>> _byKey;
    private readonly SortedTree<ById<T>> _byId;

    private ObjectTable(SortedTree<ByKey<T>> byKey, SortedTree<ById<T>> byId)
    {
        _byKey = byKey;
        _byId = byId;
    }

    public int Count => _byId.Count;

    public T? Find(Guid key) => _byKey.TryFind(new ByKey<T>.Probe(key), out var found) ? found.Target : null;

    public T? Find(ulong id) => _byId.TryFind(new ById<T>(id, null!), out var found) ? found.Target : null;

    public bool Contains(T target) => Find(target.Id) == target;

    public ObjectTable<T> Add(T target, TreeEdit edit) =>
        new(_byKey.Add(new ByKey<T>(target), edit), _byId.Add(new ById<T>(target.Id, target), edit));

    public ObjectTable<T> Remove(T target, TreeEdit edit) =>
        new(_byKey.Remove(new ByKey<T>(target), edit), _byId.Remove(new ById<T>(target.Id, target), edit));

    /// <summary>Enumerates the objects by ascending id.</summary>
    public SortedTree<ById<T>>.Enumerator GetEnumerator() => _byId.GetEnumerator();

    /// <summary>The objects by ascending id.</summary>
    public IEnumerable<T> AsEnumerable()
    {
        foreach (var entry in this)
        {
            yield return entry.Target;
        }
    }
}
