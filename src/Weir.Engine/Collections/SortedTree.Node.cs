namespace Weir.Engine.Collections;

internal readonly partial struct SortedTree<T>
{
    /// <summary>
    /// A leaf with entries, or a branch with children and the first entry of each. A node has at least one entry; removing joins what gets
    /// small with a neighbour. Only the <see cref="TreeEdit"/> that made a node may change it.
    /// </summary>
    internal sealed class Node
    {
        /// <summary>The most entries of a leaf. Large leaves take little room, and a commit copies one of each tree.</summary>
        public const int MaxEntries = 64;

        /// <summary>The most children of a branch. A commit copies all branches from the top to a leaf, so they are small.</summary>
        public const int MaxChildren = 16;

        /// <summary>Arrays grow by so much, so that they are mostly full.</summary>
        private const int Step = 4;

        private readonly TreeEdit _maker;

        private Node(T[] entries, Node[]? children, int count, TreeEdit maker)
        {
            _maker = maker;
            Entries = entries;
            Children = children;
            Count = count;
        }

        public T[] Entries { get; private set; }

        /// <summary>Null in a leaf.</summary>
        public Node[]? Children { get; private set; }

        public int Count { get; private set; }

        public int Max => Children is null ? MaxEntries : MaxChildren;

        /// <summary>A node with fewer is joined with a neighbour. Well below half, so that adding and removing in turn does not split and join.</summary>
        private int Min => Max / 4;

        public static Node Of(T entry, TreeEdit edit)
        {
            var leaf = new Node(new T[Step], children: null, count: 1, edit);
            leaf.Entries[0] = entry;
            return leaf;
        }

        public static Node Of(Node left, Node right, TreeEdit edit)
        {
            var branch = new Node(new T[Step], new Node[Step], count: 2, edit);
            (branch.Entries[0], branch.Entries[1]) = (left.Entries[0], right.Entries[0]);
            (branch.Children![0], branch.Children[1]) = (left, right);
            return branch;
        }

        /// <summary>
        /// Adds the entry. When there is an equal one, returns false, having put the entry in its place if it may. A node that had to be
        /// split must be followed by the other half, <paramref name="right"/>.
        /// </summary>
        public static bool Set(ref Node node, T entry, bool mayReplace, TreeEdit edit, out Node? right)
        {
            right = null;
            node = node.ToEdit(edit);
            var index = node.CountUpTo(entry) - 1;
            if (node.Children is { } children)
            {
                index = Math.Max(index, 0);
                var isNew = Set(ref children[index], entry, mayReplace, edit, out var rightOfChild);
                node.Entries[index] = children[index].Entries[0];
                if (rightOfChild is not null)
                {
                    right = node.Insert(index + 1, rightOfChild.Entries[0], rightOfChild, edit);
                }

                return isNew;
            }

            if (index >= 0 && entry.CompareTo(node.Entries[index]) == 0)
            {
                node.Entries[index] = mayReplace ? entry : node.Entries[index];
                return false;
            }

            right = node.Insert(index + 1, entry, child: null, edit);
            return true;
        }

        /// <summary>Removes the entry that the probe is equal to; there must be one. The node may be empty afterwards.</summary>
        public static void Remove<TProbe>(ref Node node, TProbe probe, TreeEdit edit)
            where TProbe : struct, IComparable<T>
        {
            node = node.ToEdit(edit);
            var index = node.CountUpTo(probe) - 1;
            if (node.Children is not { } children)
            {
                node.RemoveAt(index);
                return;
            }

            Remove(ref children[index], probe, edit);
            if (children[index].Count == 0)
            {
                node.RemoveAt(index);
                return;
            }

            node.Entries[index] = children[index].Entries[0];
            if (children[index].Count < children[index].Min && node.Count > 1)
            {
                node.Join(index == 0 ? 0 : index - 1, edit);
            }
        }

        /// <summary>Number of entries that are not after the probe.</summary>
        public int CountUpTo<TProbe>(TProbe probe)
            where TProbe : struct, IComparable<T>
        {
            // The last one first: much is added in order.
            var entries = Entries.AsSpan(0, Count);
            var (low, high) = (0, entries.Length - 1);
            if (high < 0 || probe.CompareTo(entries[high]) >= 0)
            {
                return high + 1;
            }

            while (low < high)
            {
                var middle = (low + high) >>> 1;
                if (probe.CompareTo(entries[middle]) >= 0)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            return low;
        }

        /// <summary>Number of entries that are before the probe.</summary>
        public int CountBefore<TProbe>(TProbe probe)
            where TProbe : struct, IComparable<T>
        {
            var count = CountUpTo(probe);
            return count > 0 && probe.CompareTo(Entries[count - 1]) == 0 ? count - 1 : count;
        }

        public Node FirstLeaf()
        {
            var node = this;
            while (node.Children is { } children)
            {
                node = children[0];
            }

            return node;
        }

        /// <summary>The leaf that has the entry which the probe is equal to, if any leaf has.</summary>
        public Node LeafFor<TProbe>(TProbe probe)
            where TProbe : struct, IComparable<T>
        {
            var node = this;
            while (node.Children is { } children)
            {
                node = children[Math.Max(node.CountUpTo(probe) - 1, 0)];
            }

            return node;
        }

        /// <summary>The leaf after the one that has this entry, or null.</summary>
        public Node? LeafAfter(T entry)
        {
            Node? next = null;
            var node = this;
            while (node.Children is { } children)
            {
                var index = Math.Max(node.CountUpTo(entry) - 1, 0);
                if (index + 1 < node.Count)
                {
                    next = children[index + 1];
                }

                node = children[index];
            }

            return next?.FirstLeaf();
        }

        private Node ToEdit(TreeEdit edit) => _maker == edit ? this : CopyOf(0, Count, Count + 1, edit);

        private Node CopyOf(int start, int count, int room, TreeEdit edit)
        {
            var capacity = CapacityFor(room);
            var copy = new Node(new T[capacity], Children is null ? null : new Node[capacity], count, edit);
            Array.Copy(Entries, start, copy.Entries, 0, count);
            if (Children is not null)
            {
                Array.Copy(Children, start, copy.Children!, 0, count);
            }

            return copy;
        }

        private int CapacityFor(int count) => Math.Min((count + Step - 1) / Step * Step, Max);

        /// <summary>Inserts an entry, in a branch with its child. Returns the node that must follow this one, if it had to be split.</summary>
        private Node? Insert(int index, T entry, Node? child, TreeEdit edit)
        {
            if (Count < Max)
            {
                InsertHere(index, entry, child);
                return null;
            }

            // What is added in order leaves full nodes behind.
            var kept = index == Max ? Max : Max / 2;
            var right = CopyOf(kept, Max - kept, Max - kept + 1, edit);
            RemoveRange(kept, Max - kept);
            if (index > kept || kept == Max)
            {
                right.InsertHere(index - kept, entry, child);
            }
            else
            {
                InsertHere(index, entry, child);
            }

            return right;
        }

        private void InsertHere(int index, T entry, Node? child)
        {
            Reserve(Count + 1);
            Array.Copy(Entries, index, Entries, index + 1, Count - index);
            Entries[index] = entry;
            if (Children is not null)
            {
                Array.Copy(Children, index, Children, index + 1, Count - index);
                Children[index] = child!;
            }

            Count++;
        }

        private void Reserve(int count)
        {
            if (count <= Entries.Length)
            {
                return;
            }

            var entries = Entries;
            var children = Children;
            Array.Resize(ref entries, CapacityFor(count));
            Entries = entries;
            if (children is not null)
            {
                Array.Resize(ref children, CapacityFor(count));
                Children = children;
            }
        }

        private void RemoveAt(int index) => RemoveRange(index, 1);

        private void RemoveRange(int index, int count)
        {
            Array.Copy(Entries, index + count, Entries, index, Count - index - count);
            Array.Clear(Entries, Count - count, count);
            if (Children is not null)
            {
                Array.Copy(Children, index + count, Children, index, Count - index - count);
                Array.Clear(Children, Count - count, count);
            }

            Count -= count;
        }

        /// <summary>Makes one of the child at the index and the next, or makes them of equal size when they do not fit into one.</summary>
        private void Join(int index, TreeEdit edit)
        {
            var left = Children![index] = Children[index].ToEdit(edit);
            var right = Children[index + 1];
            var total = left.Count + right.Count;
            if (total <= left.Max)
            {
                left.Append(right, 0, right.Count);
                RemoveAt(index + 1);
                return;
            }

            right = Children[index + 1] = right.ToEdit(edit);
            var half = total / 2;
            if (left.Count < half)
            {
                var moved = half - left.Count;
                left.Append(right, 0, moved);
                right.RemoveRange(0, moved);
            }
            else
            {
                var moved = left.CopyOf(half, left.Count - half, total - half, edit);
                left.RemoveRange(half, left.Count - half);
                moved.Append(right, 0, right.Count);
                right = Children[index + 1] = moved;
            }

            Entries[index + 1] = right.Entries[0];
        }

        private void Append(Node other, int start, int count)
        {
            Reserve(Count + count);
            Array.Copy(other.Entries, start, Entries, Count, count);
            if (Children is not null)
            {
                Array.Copy(other.Children!, start, Children, Count, count);
            }

            Count += count;
        }
    }
}
