using Weir.Engine.Collections;

namespace Weir.Engine.Tests.Collections;

public sealed class SortedTreeTests
{
    private const int MaxEntries = SortedTree<Number>.Node.MaxEntries;
    private const int MaxChildren = SortedTree<Number>.Node.MaxChildren;

    [Theory]
    [InlineData(1, 40)]
    [InlineData(2, 400)]
    [InlineData(3, 4_000)]
    [InlineData(4, 1_000_000)]
    public void Random_operations_give_what_a_sorted_dictionary_gives_and_old_versions_stay(int seed, int keys)
    {
        var random = new Random(seed);
        var expected = new SortedDictionary<int, int>();
        var tree = default(SortedTree<Number>);
        var edit = new TreeEdit();
        var versions = new List<(SortedTree<Number> Tree, (int Key, int Value)[] Entries)>();
        for (var i = 0; i < 40_000; i++)
        {
            // Waves, so that the set grows large and gets small again.
            var key = random.Next(keys);
            var adds = random.Next(100) < (i / 8_000 % 2 == 0 ? 70 : 30);
            if (!adds)
            {
                // In half of the cases one that is there.
                if (random.Next(2) == 0 && tree.TryFindAtOrAfter(new Number(key), out var there))
                {
                    key = there.Key;
                }

                var before = tree.Count;
                tree = tree.Remove(new Number(key), edit);
                Assert.Equal(expected.Remove(key), tree.Count < before);
            }
            else if (expected.ContainsKey(key) && random.Next(2) == 0)
            {
                Assert.Throws<InvalidOperationException>(() => tree.Add(new Number(key), edit));
            }
            else
            {
                tree = tree.AddOrReplace(new Number(key, i), edit);
                expected[key] = i;
            }

            Assert.Equal(expected.Count, tree.Count);
            Assert.Equal(expected.ContainsKey(key), tree.TryFind(new Number(key), out var found));
            Assert.Equal(expected.GetValueOrDefault(key), found.Value);
            if (random.Next(1_000) == 0)
            {
                versions.Add((tree, [.. expected.Select(pair => (pair.Key, pair.Value))]));
                edit = new TreeEdit();
            }
        }

        versions.Add((tree, [.. expected.Select(pair => (pair.Key, pair.Value))]));
        foreach (var (version, entries) in versions)
        {
            AssertIsSound(version);
            Assert.Equal(entries, ToArray(version));
            AssertFindsNeighbours(version, entries, random, keys);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void What_is_added_and_removed_in_order_or_against_it_passes_every_boundary(int direction)
    {
        const int Count = (MaxEntries * MaxChildren) + (2 * MaxEntries) + 1;
        var tree = default(SortedTree<Number>);
        var edit = new TreeEdit();
        for (var i = 1; i <= Count; i++)
        {
            tree = tree.Add(new Number(i * direction), edit);
            AssertIsSound(tree);
            Assert.Equal(i, tree.Count);
        }

        Assert.Equal(Enumerable.Range(1, Count).Select(i => i * direction).Order(), ToArray(tree).Select(entry => entry.Key));
        for (var i = 1; i <= Count; i++)
        {
            tree = tree.Remove(new Number(i * direction), edit);
            AssertIsSound(tree);
            Assert.Equal(Count - i, tree.Count);
        }

        Assert.Null(tree.Root);
    }

    [Fact]
    public void Entries_added_in_order_fill_their_nodes()
    {
        var tree = default(SortedTree<Number>);
        var edit = new TreeEdit();
        for (var i = 0; i < 10 * MaxEntries; i++)
        {
            tree = tree.Add(new Number(i), edit);
        }

        Assert.All(tree.Root!.Children!.Take(9), leaf => Assert.Equal(MaxEntries, leaf.Count));
    }

    [Fact]
    public void The_empty_set_finds_nothing_and_enumerates_nothing()
    {
        var tree = default(SortedTree<Number>);

        Assert.Equal(0, tree.Count);
        Assert.False(tree.TryFind(new Number(1), out _));
        Assert.False(tree.TryFindAtOrBefore(new Number(1), out _));
        Assert.False(tree.TryFindAtOrAfter(new Number(1), out _));
        Assert.Equal(0, tree.Remove(new Number(1), new TreeEdit()).Count);
        Assert.Empty(ToArray(tree));
    }

    [Fact]
    public void One_edit_copies_a_node_once()
    {
        var tree = default(SortedTree<Number>);
        var edit = new TreeEdit();
        for (var i = 0; i < 2_000; i++)
        {
            tree = tree.Add(new Number(i * 10), edit);
        }

        edit = new TreeEdit();
        tree = tree.Add(new Number(5), edit);
        var (root, leaf) = (tree.Root, tree.Root!.FirstLeaf());
        tree = tree.Add(new Number(6), edit);

        Assert.Same(root, tree.Root);
        Assert.Same(leaf, tree.Root!.FirstLeaf());
        Assert.NotSame(root, tree.Add(new Number(7), new TreeEdit()).Root);
    }

    [Fact]
    public void An_index_has_a_set_for_every_key_and_forgets_keys_without_entries()
    {
        var edit = new TreeEdit();
        var index = default(TreeIndex<int, Number>);
        index = index.Add(5, new Number(1), edit).Add(5, new Number(2), edit).Add(7, new Number(1), edit);
        var before = index;
        edit = new TreeEdit();
        index = index.Remove(7, new Number(1), edit).Remove(5, new Number(2), edit).Remove(5, new Number(9), edit).Remove(8, new Number(1), edit);

        Assert.Equal([1, 2], ToArray(before[5]).Select(entry => entry.Key));
        Assert.Equal([1], ToArray(before[7]).Select(entry => entry.Key));
        Assert.Equal([5, 7], KeysOf(before, from: 0));
        Assert.Equal([7], KeysOf(before, from: 6));
        Assert.Equal([1], ToArray(index[5]).Select(entry => entry.Key));
        Assert.Equal(0, index[7].Count);
        Assert.Equal([5], KeysOf(index, from: 0));
    }

    private static List<int> KeysOf(TreeIndex<int, Number> index, int from)
    {
        var keys = new List<int>();
        for (var buckets = index.From(from); buckets.MoveNext();)
        {
            keys.Add(buckets.Current.Key);
        }

        return keys;
    }

    private static void AssertFindsNeighbours(SortedTree<Number> tree, (int Key, int Value)[] entries, Random random, int keys)
    {
        for (var i = 0; i < 10; i++)
        {
            var key = random.Next(-2, keys + 2);
            var before = Array.FindLastIndex(entries, entry => entry.Key <= key);
            var after = Array.FindIndex(entries, entry => entry.Key >= key);

            Assert.Equal(before >= 0, tree.TryFindAtOrBefore(new Number(key), out var foundBefore));
            Assert.Equal(before >= 0 ? entries[before].Key : 0, foundBefore.Key);
            Assert.Equal(after >= 0, tree.TryFindAtOrAfter(new Number(key), out var foundAfter));
            Assert.Equal(after >= 0 ? entries[after].Key : 0, foundAfter.Key);

            var rest = new List<int>();
            for (var enumerator = tree.From(new Number(key)); enumerator.MoveNext();)
            {
                rest.Add(enumerator.Current.Key);
            }

            Assert.Equal(after >= 0 ? entries[after..].Select(entry => entry.Key) : [], rest);
        }
    }

    private static (int Key, int Value)[] ToArray(SortedTree<Number> tree)
    {
        var entries = new List<(int, int)>();
        foreach (var entry in tree)
        {
            entries.Add((entry.Key, entry.Value));
        }

        return [.. entries];
    }

    /// <summary>All leaves are equally deep, no node is empty or too full, branches know their children's first entries, and nothing is kept alive.</summary>
    private static void AssertIsSound(SortedTree<Number> tree)
    {
        if (tree.Root is null)
        {
            Assert.Equal(0, tree.Count);
            return;
        }

        Assert.True(tree.Root.Children is null || tree.Root.Count > 1, "A root with one child is one level too many.");
        var depths = new HashSet<int>();
        Assert.Equal(tree.Count, CountBelow(tree.Root, depth: 0, depths));
        Assert.Single(depths);
    }

    private static int CountBelow(SortedTree<Number>.Node node, int depth, HashSet<int> depths)
    {
        Assert.InRange(node.Count, 1, node.Max);
        Assert.False(node.Entries.AsSpan(node.Count).ContainsAnyExcept(default(Number)), "A removed entry is still there.");
        if (node.Children is not { } children)
        {
            depths.Add(depth);
            return node.Count;
        }

        Assert.False(children.AsSpan(node.Count).ContainsAnyExcept(default(SortedTree<Number>.Node)), "A removed child is still there.");
        var count = 0;
        for (var i = 0; i < node.Count; i++)
        {
            Assert.True(node.Entries[i] == children[i].Entries[0], "A branch does not know the first entry of its child.");
            count += CountBelow(children[i], depth + 1, depths);
        }

        return count;
    }

    private readonly record struct Number(int Key, int Value = 0) : IComparable<Number>
    {
        public int CompareTo(Number other) => Key.CompareTo(other.Key);
    }
}
