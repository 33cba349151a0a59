namespace Weir.Engine.Collections;

internal readonly partial struct SortedTree<T>
{
    /// <summary>Enumerates entries without allocating. It keeps no path: from the end of a leaf it searches its way to the next.</summary>
    public struct Enumerator
    {
        private readonly Node? _root;
        private Node? _leaf;
        private int _index;

        internal Enumerator(Node? root)
        {
            _root = root;
            _leaf = root?.FirstLeaf();
            _index = -1;
        }

        /// <summary>The entry at which the enumeration is; only after <see cref="MoveNext"/> returned true.</summary>
        public readonly T Current => _leaf!.Entries[_index];

        /// <summary>Goes to the next entry, or returns false.</summary>
        public bool MoveNext()
        {
            if (_leaf is null)
            {
                return false;
            }

            if (++_index < _leaf.Count)
            {
                return true;
            }

            _leaf = _root!.LeafAfter(_leaf.Entries[_leaf.Count - 1]);
            _index = 0;
            return _leaf is not null;
        }

        internal static Enumerator StartingAt<TProbe>(Node? root, TProbe probe)
            where TProbe : struct, IComparable<T>
        {
            var start = new Enumerator(root);
            if (root is not null)
            {
                start._leaf = root.LeafFor(probe);
                start._index = start._leaf.CountBefore(probe) - 1;
            }

            return start;
        }
    }
}
