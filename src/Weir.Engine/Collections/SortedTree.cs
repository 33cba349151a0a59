using System.Diagnostics.CodeAnalysis;

namespace Weir.Engine.Collections;

/// <summary>
/// A sorted set as a B+-tree that shares structure with its former versions: adding or removing an entry copies the nodes on one path,
/// and under the same <see cref="TreeEdit"/> copies none of them twice. The default is the empty set.
/// <code>
/// var edit = new TreeEdit();
/// tree = tree.Add(first, edit).Add(second, edit);
/// </code>
/// The trap: whoever edits gives up the version that was edited, until a new <see cref="TreeEdit"/> begins.
/// </summary>
/// <typeparam name="T">The entries, small structs. Their order must not change while they are in the set.</typeparam>
internal readonly partial struct SortedTree<T>
    where T : struct, IComparable<T>
{
    private readonly Node? _root;

    private SortedTree(Node? root, int count)
    {
        _root = root;
        Count = count;
    }

    /// <summary>Number of entries.</summary>
    public int Count { get; }

    /// <summary>The topmost node, for tests; null when the set is empty.</summary>
    internal Node? Root => _root;

    /// <summary>The set with one more entry.</summary>
    /// <exception cref="InvalidOperationException">There is an equal entry.</exception>
    public SortedTree<T> Add(T entry, TreeEdit edit)
    {
        var (root, isNew) = Set(entry, mayReplace: false, edit);
        return isNew ? new SortedTree<T>(root, Count + 1) : throw new InvalidOperationException($"The set has an entry that is equal to {entry}.");
    }

    /// <summary>The set with this entry in the place of the one that is equal to it, or with one more.</summary>
    public SortedTree<T> AddOrReplace(T entry, TreeEdit edit)
    {
        var (root, isNew) = Set(entry, mayReplace: true, edit);
        return new SortedTree<T>(root, isNew ? Count + 1 : Count);
    }

    /// <summary>The set without the entry that the probe is equal to; the same set when there is none.</summary>
    public SortedTree<T> Remove<TProbe>(TProbe probe, TreeEdit edit)
        where TProbe : struct, IComparable<T>
    {
        if (!TryFind(probe, out _))
        {
            return this;
        }

        var root = _root!;
        Node.Remove(ref root, probe, edit);
        while (root is { Children: { } children, Count: 1 })
        {
            root = children[0];
        }

        return new SortedTree<T>(root.Count == 0 ? null : root, Count - 1);
    }

    /// <summary>Finds the entry that the probe is equal to.</summary>
    public bool TryFind<TProbe>(TProbe probe, [MaybeNullWhen(false)] out T found)
        where TProbe : struct, IComparable<T>
    {
        if (TryFindAtOrBefore(probe, out found) && probe.CompareTo(found) == 0)
        {
            return true;
        }

        found = default;
        return false;
    }

    /// <summary>Finds the last entry that is not after the probe.</summary>
    public bool TryFindAtOrBefore<TProbe>(TProbe probe, [MaybeNullWhen(false)] out T found)
        where TProbe : struct, IComparable<T>
    {
        for (var node = _root; node is not null;)
        {
            var index = node.CountUpTo(probe) - 1;
            if (index < 0)
            {
                break;
            }

            if (node.Children is not { } children)
            {
                found = node.Entries[index];
                return true;
            }

            node = children[index];
        }

        found = default;
        return false;
    }

    /// <summary>Finds the first entry that is not before the probe.</summary>
    public bool TryFindAtOrAfter<TProbe>(TProbe probe, [MaybeNullWhen(false)] out T found)
        where TProbe : struct, IComparable<T>
    {
        var entries = From(probe);
        var isFound = entries.MoveNext();
        found = isFound ? entries.Current : default;
        return isFound;
    }

    /// <summary>Enumerates the set in order.</summary>
    public Enumerator GetEnumerator() => new(_root);

    /// <summary>Enumerates the entries that are not before the probe, in order.</summary>
    public Enumerator From<TProbe>(TProbe probe)
        where TProbe : struct, IComparable<T> =>
        Enumerator.StartingAt(_root, probe);

    private (Node Root, bool IsNew) Set(T entry, bool mayReplace, TreeEdit edit)
    {
        if (_root is null)
        {
            return (Node.Of(entry, edit), IsNew: true);
        }

        var root = _root;
        var isNew = Node.Set(ref root, entry, mayReplace, edit, out var right);
        return (right is null ? root : Node.Of(root, right, edit), isNew);
    }
}
