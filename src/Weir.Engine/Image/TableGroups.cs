namespace Weir.Engine;

/// <summary>
/// Distributes the tables of an image over the 64 groups that a bitmap can name: neighbours share a group when there are more, those
/// with the fewest entries first.
/// </summary>
internal static class TableGroups
{
    /// <summary>Bits of a word.</summary>
    public const int Most = 64;

    /// <summary>Bytes that the first tables of a number of groups lie in.</summary>
    public static unsafe long Extent(int groups) =>
        Enumerable.Range(0, groups).Max(group => ImageWalk.PlaceOf(1UL << group)) + sizeof(ImageTable);

    /// <summary>The group of each table, ascending.</summary>
    public static int[] Of(List<DraftTable> tables)
    {
        // Each group as its last table and the number of its entries.
        var groups = tables.Select((table, index) => (Last: index, Entries: (long)table.EntryCount)).ToList();
        while (groups.Count > Most)
        {
            var smallest = 0;
            for (var i = 1; i + 1 < groups.Count; i++)
            {
                if (groups[i].Entries + groups[i + 1].Entries < groups[smallest].Entries + groups[smallest + 1].Entries)
                {
                    smallest = i;
                }
            }

            groups[smallest + 1] = (groups[smallest + 1].Last, groups[smallest].Entries + groups[smallest + 1].Entries);
            groups.RemoveAt(smallest);
        }

        var result = new int[tables.Count];
        var group = 0;
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = group;
            if (groups[group].Last == i)
            {
                group++;
            }
        }

        return result;
    }
}
