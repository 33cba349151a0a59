using System.Collections.Immutable;
using Weir.Engine.Collections;

namespace Weir.Engine;

/// <summary>What a transaction has added and deleted of one kind of objects, by ascending id. What it added and deleted again is not in it.</summary>
internal readonly struct ObjectChanges<T>
    where T : class, IInstalledObject
{
    private readonly SortedTree<ById<T>> _added;
    private readonly SortedTree<ById<T>> _deleted;

    private ObjectChanges(SortedTree<ById<T>> added, SortedTree<ById<T>> deleted)
    {
        _added = added;
        _deleted = deleted;
    }

    public ImmutableArray<T> Added => ToArray(_added);

    public ImmutableArray<T> Deleted => ToArray(_deleted);

    public ObjectChanges<T> Add(T target, TreeEdit edit) => new(_added.Add(new ById<T>(target.Id, target), edit), _deleted);

    /// <param name="target">What is deleted.</param>
    /// <param name="wasCommitted">Whether it was there before the transaction.</param>
    /// <param name="edit">Owns the nodes.</param>
    public ObjectChanges<T> Delete(T target, bool wasCommitted, TreeEdit edit)
    {
        var entry = new ById<T>(target.Id, target);
        return wasCommitted ? new(_added, _deleted.Add(entry, edit)) : new(_added.Remove(entry, edit), _deleted);
    }

    private static ImmutableArray<T> ToArray(SortedTree<ById<T>> entries)
    {
        if (entries.Count == 0)
        {
            return [];
        }

        var array = ImmutableArray.CreateBuilder<T>(entries.Count);
        foreach (var entry in entries)
        {
            array.Add(entry.Target);
        }

        return array.MoveToImmutable();
    }
}
