namespace Weir.Engine;

/// <summary>
/// Distributes entries over tables (TupleMerge, Daly and others, 2019) before there is an image: the entries of one sublayer come in
/// ascending order, and each goes to the first table that takes it and whose chain for it is not full. So the tables come to stand in
/// the order of their best entries.
/// </summary>
/// <typeparam name="TFamily">The image's family.</typeparam>
internal sealed class TableBuilder<TFamily>
    where TFamily : struct, IImageFamily
{
    /// <summary>Entries of a chain, beyond which another table is tried.</summary>
    public const int ChainLimit = 16;

    /// <summary>Entries of a sublayer that one chain may hold without any table.</summary>
    private const int SmallSubLayer = ChainLimit;

    private readonly DraftEntry[] _entries;
    private readonly int _addressBits;
    private readonly List<DraftTable> _tables = [];
    private readonly List<TableShape> _shapes = [];

    public TableBuilder(DraftEntry[] entries, int addressBits)
    {
        _entries = entries;
        _addressBits = addressBits;
    }

    /// <summary>The tables so far, those of each sublayer side by side.</summary>
    public List<DraftTable> Tables => _tables;

    /// <summary>Distributes the entries of one sublayer.</summary>
    /// <param name="subLayer">Number of the sublayer.</param>
    /// <param name="first">Its first entry.</param>
    /// <param name="end">One above its last entry.</param>
    /// <param name="tableLimit">Number of tables, from which on longer chains are better than more tables.</param>
    public void AddSubLayer(uint subLayer, int first, int end, int tableLimit)
    {
        var begin = _tables.Count;
        _shapes.Clear();
        if (end - first <= SmallSubLayer)
        {
            _tables.Add(new DraftTable(default, subLayer, _addressBits));
            for (var i = first; i < end; i++)
            {
                _tables[begin].Add(TagOf(_tables[begin], i), i, _entries);
            }

            return;
        }

        for (var i = first; i < end; i++)
        {
            Add(subLayer, i, begin, tableLimit);
        }
    }

    private void Add(uint subLayer, int entry, int begin, int tableLimit)
    {
        DraftTable? shortest = null;
        var shortestTag = 0u;
        var shortestLength = int.MaxValue;
        for (var i = begin; i < _tables.Count; i++)
        {
            var table = _tables[i];
            if (!table.Shape.Takes(in _entries[entry]))
            {
                continue;
            }

            var tag = TagOf(table, entry);
            var length = table.LengthOf(tag);
            if (length < shortestLength)
            {
                (shortest, shortestTag, shortestLength) = (table, tag, length);
                if (length < ChainLimit)
                {
                    break;
                }
            }
        }

        if (shortestLength >= ChainLimit && TableShape.ForNewTable(in _entries[entry], _shapes, tableLimit, _addressBits) is { } shape)
        {
            shortest = new DraftTable(shape, subLayer, _addressBits);
            shortestTag = TagOf(shortest, entry);
            _tables.Add(shortest);
            _shapes.Add(shape);
        }

        shortest!.Add(shortestTag, entry, _entries);
    }

    private unsafe uint TagOf(DraftTable table, int entry)
    {
        var record = table.Record;
        var key = _entries[entry].ToKey();
        return _entries[entry].TagIn<TFamily>(&record, &key);
    }
}
