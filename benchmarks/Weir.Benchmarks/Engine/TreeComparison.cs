using System.Collections.Immutable;
using System.Diagnostics;
using Weir.Engine.Collections;

namespace Weir.Benchmarks.Engine;

/// <summary>The engine's tree against the sorted dictionary of the class library: 100,000 references by a random number of 64 bits.</summary>
internal static class TreeComparison
{
    private const int Count = 100_000;
    private const int Rounds = 11;

    public static void Run()
    {
        Random random = new(1);
        Entry[] entries = [.. Enumerable.Range(0, Count).Select(_ => new Entry((ulong)random.NextInt64(), ""))];
        Entry[] others = [.. Enumerable.Range(0, 1_000).Select(_ => new Entry((ulong)random.NextInt64(), ""))];

        Console.WriteLine();
        Console.WriteLine($"{Count:N0} references by a random number; medians of {Rounds} rounds");
        Console.WriteLine($"{"",-36}{"tree",14}{"dictionary",14}");
        (SortedTree<Entry> tree, ImmutableSortedDictionary<ulong, string> dictionary) = (default, ImmutableSortedDictionary<ulong, string>.Empty);
        Samples treeAll = new(), dictionaryAll = new(), treeOne = new(), dictionaryOne = new(), treeFind = new(), dictionaryFind = new();
        Samples treeWalk = new(), dictionaryWalk = new();
        for (int round = 0; round <= Rounds; round++)
        {
            treeAll.Begin();
            tree = Build(entries);
            treeAll.End();
            dictionaryAll.Begin();
            dictionary = BuildDictionary(entries);
            dictionaryAll.End();

            foreach (Entry entry in others)
            {
                treeOne.Begin();
                SortedTree<Entry> more = tree.Add(entry, new TreeEdit());
                treeOne.End();
                dictionaryOne.Begin();
                ImmutableSortedDictionary<ulong, string> moreToo = dictionary.Add(entry.Key, entry.Value);
                dictionaryOne.End();
                Debug.Assert(more.Count == moreToo.Count);
            }

            treeFind.Begin();
            foreach (Entry entry in entries)
            {
                _ = tree.TryFind(entry, out _);
            }

            treeFind.End();
            dictionaryFind.Begin();
            foreach (Entry entry in entries)
            {
                _ = dictionary.TryGetValue(entry.Key, out _);
            }

            dictionaryFind.End();
            int count = 0;
            treeWalk.Begin();
            foreach (Entry entry in tree)
            {
                count += entry.Value.Length;
            }

            treeWalk.End();
            dictionaryWalk.Begin();
            foreach (KeyValuePair<ulong, string> pair in dictionary)
            {
                count += pair.Value.Length;
            }

            dictionaryWalk.End();
        }

        Print("add all at once", treeAll.Time, dictionaryAll.Time);
        Print("add 1 to all: time", treeOne.Time, dictionaryOne.Time);
        Print("add 1 to all: allocated", treeOne.Bytes, dictionaryOne.Bytes);
        Print("find all", treeFind.Time, dictionaryFind.Time);
        Print("enumerate all", treeWalk.Time, dictionaryWalk.Time);
        Print("bytes an entry", $"{BytesOf(() => Build(entries)):F1}", $"{BytesOf(() => BuildDictionary(entries)):F1}");
    }

    private static SortedTree<Entry> Build(Entry[] entries)
    {
        SortedTree<Entry> tree = default;
        TreeEdit edit = new();
        foreach (Entry entry in entries)
        {
            tree = tree.AddOrReplace(entry, edit);
        }

        return tree;
    }

    private static ImmutableSortedDictionary<ulong, string> BuildDictionary(Entry[] entries)
    {
        ImmutableSortedDictionary<ulong, string>.Builder builder = ImmutableSortedDictionary.CreateBuilder<ulong, string>();
        foreach (Entry entry in entries)
        {
            builder[entry.Key] = entry.Value;
        }

        return builder.ToImmutable();
    }

    private static double BytesOf(Func<object> build)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        object built = build();
        double bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Count;
        GC.KeepAlive(built);
        return bytes;
    }

    private static void Print(string what, string tree, string dictionary) => Console.WriteLine($"{what,-36}{tree,14}{dictionary,14}");

    private readonly record struct Entry(ulong Key, string Value) : IComparable<Entry>
    {
        public int CompareTo(Entry other) => Key.CompareTo(other.Key);
    }
}
