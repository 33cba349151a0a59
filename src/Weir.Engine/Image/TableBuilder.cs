namespace Weir.Engine;

/// <summary>
/// Distributes entries over tables (TupleMerge, Daly and others, 2019): the entries of one sublayer come in ascending order, and each
/// goes to the first table that takes it and whose chain for it is not full. A new table asks for less than the entry fixes, so that
/// others fit too; when that makes chains too long, for more.
/// </summary>
/// <typeparam name="TFamily">The image's family.</typeparam>
internal sealed class TableBuilder<TFamily>
    where TFamily : struct, IImageFamily
{
    /// <summary>Entries of a sublayer that one chain may hold without any table.</summary>
    private const int SmallSubLayer = 16;

    /// <summary>Entries of a chain, beyond which another table is tried.</summary>
    private const int ChainLimit = 16;

    private readonly DraftEntry[] _entries;
    private readonly int _addressBits;
    private readonly List<DraftTable> _tables = [];

    public TableBuilder(DraftEntry[] entries, int addressBits)
    {
        _entries = entries;
        _addressBits = addressBits;
    }

    /// <summary>The tables so far, those of each sublayer side by side.</summary>
    public List<DraftTable> Tables => _tables;

    /// <summary>Distributes the entries of one sublayer.</summary>
    /// <param name="subLayer">Index of the sublayer.</param>
    /// <param name="first">Its first entry.</param>
    /// <param name="end">One above its last entry.</param>
    /// <param name="tableLimit">Number of tables, from which on longer chains are better than more tables.</param>
    public void AddSubLayer(uint subLayer, int first, int end, int tableLimit)
    {
        var begin = _tables.Count;
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

        _tables.Sort(begin, _tables.Count - begin, Comparer<DraftTable>.Create((one, other) =>
            one.Record.BestOrder.CompareTo(other.Record.BestOrder)));
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

        if (shortestLength >= ChainLimit && NewShape(in _entries[entry], begin, tableLimit) is { } shape)
        {
            shortest = new DraftTable(shape, subLayer, _addressBits);
            shortestTag = TagOf(shortest, entry);
            _tables.Add(shortest);
        }

        shortest!.Add(shortestTag, entry, _entries);
    }

    /// <summary>The first shape for the entry that no table has yet; null when there are enough tables, or no such shape.</summary>
    private TableShape? NewShape(in DraftEntry entry, int begin, int tableLimit)
    {
        if (_tables.Count - begin >= tableLimit && HasTableFor(in entry, begin))
        {
            return null;
        }

        var (local, remote) = (entry.LocalLength, entry.RemoteLength);
        var (protocol, remotePort, localPort) = (entry.HasExactProtocol, entry.HasExactRemotePort, entry.HasExactLocalPort);
        ReadOnlySpan<TableShape> shapes =
        [
            local < 8 && remote < 8
                ? new TableShape(local, remote, protocol, remotePort, LocalPort: false)
                : new TableShape(Coarse(local), Coarse(remote), Protocol: false, RemotePort: false, LocalPort: false),
            new TableShape(Relax(local), Relax(remote), Protocol: false, RemotePort: false, LocalPort: false),
            new TableShape(local, remote, Protocol: false, RemotePort: false, LocalPort: false),
            new TableShape(local, remote, protocol, remotePort, LocalPort: false),
            new TableShape(local, remote, protocol, remotePort, localPort),
        ];
        foreach (var shape in shapes)
        {
            if (!HasShape(shape, begin))
            {
                return shape;
            }
        }

        return null;
    }

    private bool HasTableFor(in DraftEntry entry, int begin)
    {
        for (var i = begin; i < _tables.Count; i++)
        {
            if (_tables[i].Shape.Takes(in entry))
            {
                return true;
            }
        }

        return false;
    }

    private bool HasShape(TableShape shape, int begin)
    {
        for (var i = begin; i < _tables.Count; i++)
        {
            if (_tables[i].Shape == shape)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A little less, so that its neighbours fit.</summary>
    private static byte Relax(byte length) => (byte)(length switch
    {
        >= 28 => length - 4,
        > 4 => length - 2,
        _ => 0,
    });

    /// <summary>Less, so that most of a policy's prefixes fall into a few tables. Much cheaper to compare than to look for.</summary>
    private static byte Coarse(byte length) => (byte)(length >= 24 ? 24 : length & ~7);

    private unsafe uint TagOf(DraftTable table, int entry)
    {
        var record = table.Record;
        var key = _entries[entry].ToKey();
        return TFamily.Tag(&record, &key);
    }
}
